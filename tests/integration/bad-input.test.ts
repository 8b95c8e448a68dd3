import * as build from "virtual:react-router/server-build";
import { expect, test } from "vitest";
import { cookieOf, createSession, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { everyField, fill, targets } from "#tests/isolation/routes.ts";
import { setStage } from "#tests/isolation/stage.ts";

const app = useApp();
const routes = targets(build);

/** Each is sent in place of every field's value. */
const values: Record<string, string> = {
  empty: "",
  blank: " \t\u00a0\u200b",
  "far too long": "x".repeat(100_000),
  NUL: "a\u0000b",
  "a replaced lone surrogate": "a\ufffdb",
  markup: "<script>alert(1)</script>",
  SQL: "'; drop table tenant.projects; --",
  prototype: "__proto__",
  number: "1e309",
  negative: "-1",
  json: '{"$ne":null}',
  path: "../../etc/passwd",
  bidi: "\u202egnp.exe",
};

test("no route answers a form full of bad values with an error of the server", async () => {
  const stage = await setStage(app.db.admin);
  for (const { pattern } of routes) {
    for (const [what, value] of Object.entries(values)) {
      const path = fill(pattern, stage.acme.slug, stage.acmeIds);
      const fields = Object.fromEntries(Object.keys(everyField(stage)).map((name) => [name, value]));
      const visitor = app.visitor(cookieOf(await createSession(app.db.admin, stage.acmeOwner.id)));
      const { status } = await visitor.post(path, fields);
      expect(status, `${pattern} with ${what}`).toBeLessThan(500);
    }
  }
});

const form = "application/x-www-form-urlencoded";
const bodies: [what: string, type: string, body: string | Uint8Array<ArrayBuffer>][] = [
  ["nothing", form, ""],
  ["a lone surrogate, encoded", form, "name=%ED%A0%80&title=%ED%A0%80&body=%ED%A0%80&email=%ED%A0%80"],
  ["broken percent-encoding", form, "name=%&title=%zz&email=%E0%A4%A"],
  ["bytes that are no UTF-8", form, new Uint8Array([110, 97, 109, 101, 61, 0xff, 0xfe, 0x00])],
  ["a field ten times over", form, "name=a&".repeat(10) + "email=b&".repeat(10)],
  ["a field as a list and as an object", form, "name[]=a&name[x]=b&name[__proto__][y]=c&__proto__[admin]=1"],
  ["ten thousand fields", form, Array.from({ length: 10_000 }, (_, index) => `f${index}=1`).join("&")],
  ["multipart without a boundary", "multipart/form-data", "--x\r\n\r\n--x--"],
  [
    "multipart that ends early",
    "multipart/form-data; boundary=x",
    "--x\r\nContent-Disposition: form-data; name=name",
  ],
  [
    "a file where text belongs",
    "multipart/form-data; boundary=x",
    `${["name", "email", "title"].map(filePart).join("")}--x--`,
  ],
  ["JSON", "application/json", '{"name":"a","__proto__":{"admin":true}}'],
  ["something of no known type", "application/x-nothing", "name=a"],
];

function filePart(name: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n`;
}

test("no route answers a malformed body with an error of the server", async () => {
  const stage = await setStage(app.db.admin);
  for (const { pattern } of routes) {
    for (const [what, type, body] of bodies) {
      const path = fill(pattern, stage.acme.slug, stage.acmeIds);
      const visitor = app.visitor(cookieOf(await createSession(app.db.admin, stage.acmeOwner.id)));
      const { status } = await visitor.request("POST", path, { body, headers: { "Content-Type": type } });
      expect(status, `${pattern} with ${what}`).toBeLessThan(500);
    }
  }
});

const parts = "multipart/form-data; boundary=x";
const named = (name: string) =>
  Buffer.from(`--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n${name}\r\n--x--\r\n`, "latin1");

test.each<[what: string, body: string | Uint8Array<ArrayBuffer>, type: string, name: string | null]>([
  ["bytes that begin nothing", "name=%FF%FE", form, null],
  ["half a character", "name=a%C3", form, null],
  ["a lone surrogate", "name=a%ed%a0%80", form, null],
  ["Latin-1, unescaped", Buffer.from("name=caf\xe9", "latin1"), form, null],
  ["Latin-1 in parts", named("caf\xe9"), parts, null],
  ["UTF-8", "name=caf%C3%A9+%F0%9F%8F%A0", form, "café 🏠"],
  [
    "percent signs, and the sign for what can't be read",
    "name=100%25+%+%zz+%EF%BF%BD",
    form,
    "100% % %zz \ufffd",
  ],
  ["UTF-8, unescaped", Buffer.from("name=café"), form, "café"],
  ["UTF-8 in parts", named(Buffer.from("café").toString("latin1")), parts, "café"],
])("a form is stored as it was sent, or refused if it isn't UTF-8: %s", async (_what, body, type, name) => {
  const person = await createUser(app.db.admin);
  const visitor = app.visitor(person.cookie);
  const headers = { "Content-Type": type };
  const { status } = await visitor.request("POST", "/account?index", { body, headers });
  const { rows } = await app.db.admin.query("select name from control.users where id = $1", [person.id]);
  expect([status, rows[0].name]).toEqual(name === null ? [400, person.name] : [302, name]);
});

test("malformed URLs, forged ids and forged queries get an answer, and no error of the server", async () => {
  const { acme, acmeOwner } = await setStage(app.db.admin);
  const visitor = app.visitor(acmeOwner.cookie);
  const ids = [
    "1",
    "null",
    "undefined",
    "0".repeat(36),
    "%00",
    "..%2f..",
    "%ED%A0%80",
    "' or 1=1--",
    "a".repeat(5_000),
  ];
  for (const id of ids) {
    for (const page of ["", "/edit", "/tasks", `/tasks/${id}`]) {
      const { status } = await visitor.get(`/${acme.slug}/projects/${id}${page}`);
      expect([400, 404, 414, 431], `${id}${page}`).toContain(status);
    }
  }
  for (const query of [
    "page=-1",
    "page=1e99",
    "page=NaN",
    "page=99999999999999999999",
    "q=%00",
    "q=%ED%A0%80",
    "status=nope",
    "status[]=a",
    "q=%25_%5C",
    "__proto__=1",
  ]) {
    const { status } = await visitor.get(`/${acme.slug}/projects?${query}`);
    expect([200, 400, 404], query).toContain(status);
  }
  for (const path of [
    "/%",
    "/%E0%A4%A",
    "/%2e%2e/%2e%2e",
    "//evil.example",
    "/\\evil",
    "/%00",
    `/${acme.slug}/%`,
    "/.data",
    "/..data",
  ]) {
    const { status } = await visitor.get(path);
    expect(status, path).toBeLessThan(500);
  }
});

test("methods no page takes are refused", async () => {
  const person = await createUser(app.db.admin);
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "LOCK"]) {
    const { status } = await app
      .visitor(person.cookie)
      .request(method, "/new", { headers: { Origin: app.origin } });
    expect(status, method).toBe(405);
  }
});

test("a body over 1 MiB is refused whole", async () => {
  const { acme, acmeOwner } = await setStage(app.db.admin);
  const body = new URLSearchParams({ name: "x".repeat(2 << 20) });
  const { status } = await app
    .visitor(acmeOwner.cookie)
    .request("POST", `/${acme.slug}/projects/new`, { body });
  expect(status).toBe(413);
});
