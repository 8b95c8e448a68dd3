import { expect, test } from "vitest";
import { goodPassword, signUp } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

const paths = ["/signup", "/login", "/forgot-password", `/reset-password/${"A".repeat(43)}`];
const valid = { name: "Ada", email: "ada@example.test", password: goodPassword };

const bodies: Record<string, string | Uint8Array<ArrayBuffer> | FormData> = {
  nothing: "",
  "empty fields": "name=&email=&password=",
  "spaces alone": "name=+++&email=+++&password=+++",
  "NUL in every field": "name=a%00b&email=a%00@example.test&password=abc%00defghijkl",
  "lone surrogates": "name=%ED%A0%80&email=%ED%A0%80@example.test&password=%ED%A0%80%ED%A0%80%ED%A0%80",
  "bytes that are no UTF-8": "name=%ff%fe&email=%ff%fe&password=%ff",
  "malformed percent-encoding": "name=%&email=%zz&password=%u1234",
  "the same field twice": "name=a&name=b&email=a@example.test&email=b@example.test&password=a&password=b",
  "fields of other shapes": "name[]=a&name[0][b]=c&email.x=1&password[__proto__][x]=1&email[999999999]=a",
  "names of Object's own": "__proto__=1&constructor=1&__proto__[x]=1&hasOwnProperty=1&toString=1",
  "conform's own fields": "__intent__=%7Bbroken&__state__=%7Bbroken&email=&password=",
  "a long name": `name=${"n".repeat(101)}&email=ada@example.test&password=abc`,
  "a long email": `name=Ada&email=${"a".repeat(300)}@example.test&password=abc`,
  "a password of 15,000 characters": `name=Ada&email=not-there@example.test&password=${"x".repeat(15_000)}`,
  "SQL and markup": "name=%27%3B+drop+table--&email=%27+or+1%3D1--&password=%3Cscript%3E",
  JSON: '{"email":"ada@example.test"}',
};

const form = { "Content-Type": "application/x-www-form-urlencoded" };

test.each(paths)("%s refuses input that makes no sense, with no 500 and no session", async (path) => {
  const refusals = path === "/forgot-password" ? [400, 200] : path.startsWith("/reset") ? [410, 400] : [400];
  for (const [what, body] of Object.entries(bodies)) {
    const answer = await app.visitor().request("POST", path, { body, headers: form });
    expect([what, answer.status]).toEqual([what, expect.toBeOneOf(refusals)]);
    expect(answer.headers.get("set-cookie")).toBeNull();
  }
  const { rows } = await app.db.admin.query("select count(*)::int as accounts from control.users");
  expect(rows).toEqual([{ accounts: 0 }]);
});

test.each(paths)("%s refuses bodies of other kinds, with no 500", async (path) => {
  const file = new FormData();
  for (const name of Object.keys(valid)) file.append(name, new File(["x"], "x.txt"));
  const expected = path.startsWith("/reset") ? 410 : 400;
  expect((await app.visitor().request("POST", path, { body: file })).status).toBe(expected);
  const broken = { "Content-Type": "multipart/form-data; boundary=x" };
  expect((await app.visitor().request("POST", path, { body: "--y\r\nbroken", headers: broken })).status).toBe(
    expected,
  );
  const json = { "Content-Type": "application/json" };
  expect(
    (await app.visitor().request("POST", path, { body: JSON.stringify(valid), headers: json })).status,
  ).toBe(expected);
  const large = new URLSearchParams({ ...valid, name: "x".repeat(2 * 1024 * 1024) });
  expect((await app.visitor().request("POST", path, { body: large })).status).toBe(413);
});

test("what was typed comes back with the errors beside it, never the password", async () => {
  const answer = await app
    .visitor()
    .post("/signup", { name: "Ada <Byron>", email: "not an email", password: "secret99" });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('value="Ada &lt;Byron&gt;"');
  expect(answer.text).toContain('value="not an email"');
  expect(answer.text).toContain("Enter an email address, such as ada@example.com.");
  expect(answer.text).not.toContain("secret99");
});

test("a password is taken as it is typed, to the last space", async () => {
  const password = "  owl & lamp + river = ✓  ";
  await signUp(app, { email: "spaces@example.test", password });
  expect((await app.visitor().post("/login", { email: "spaces@example.test", password })).status).toBe(302);
  expect(
    (await app.visitor().post("/login", { email: "spaces@example.test", password: password.trim() })).status,
  ).toBe(400);
});

test("the pages of an account refuse input that makes no sense", async () => {
  const person = await signUp(app, { email: "input@example.test" });
  for (const [what, body] of Object.entries(bodies)) {
    for (const path of ["/account/password", "/account/sessions"]) {
      const answer = await person.request("POST", path, { body, headers: form });
      expect([path, what, answer.status]).toEqual([path, what, 400]);
    }
    // Some of them are good names.
    const { status } = await person.request("POST", "/account?index", { body, headers: form });
    expect([what, status]).toEqual([what, expect.toBeOneOf([400, 302])]);
  }
  for (const end of ["others'", "00000000-0000-0000-0000-00000000000g", "__proto__"]) {
    expect((await person.post("/account/sessions", { end })).status).toBe(400);
  }
  const unknown = "00000000-0000-4000-8000-000000000000";
  expect((await person.post("/account/sessions", { end: unknown })).status).toBe(404);
});
