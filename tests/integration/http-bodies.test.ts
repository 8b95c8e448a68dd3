import * as build from "virtual:react-router/server-build";
import { describe, expect, it, test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { connectRaw, formHead } from "#tests/harness/raw-connection.ts";
import { fill, targets } from "#tests/isolation/routes.ts";
import { setStage } from "#tests/isolation/stage.ts";

const app = useApp();
const routes = targets(build);

const mostOfOutsiders = 16 * 1024;
const mostUnread = 4 * 1024 * 1024;

/** The head of the answer to a request of which only the head is sent. */
async function answerToHead(path: string, headers: Record<string, string>): Promise<string> {
  const connection = await connectRaw(app.origin);
  connection.socket.write(formHead(app.origin, path, headers));
  const head = await connection.answerHead();
  connection.socket.destroy();
  return head;
}

const announced = (bytes: number) => ({ "Content-Length": String(bytes) });
/** `a=aaa…`, of so many bytes. */
const formOf = (bytes: number) => `a=${"a".repeat(bytes - 2)}`;

test("people who are not members of the tenant can't announce more than 16 KiB to any form", async () => {
  const { acme, acmeIds, globexOwner } = await setStage(app.db.admin);
  for (const { pattern } of routes) {
    for (const cookie of ["rowhouse=none", globexOwner.cookie]) {
      const path = fill(pattern, acme.slug, acmeIds);
      const head = await answerToHead(path, { Cookie: cookie, ...announced(mostOfOutsiders + 1) });
      expect([path, head.split("\r\n", 1)]).toEqual([path, ["HTTP/1.1 413 Payload Too Large"]]);
    }
  }
});

describe("a body that the answer doesn't wait for", () => {
  const line = (text: string) => `${text}\r\n`;
  /** In one write, so that the body is there before anybody looks at it. */
  const whole = (method: string, path: string, headers: Record<string, string>, body: string) => {
    const all = { Host: new URL(app.origin).host, ...headers };
    const head = Object.entries(all).map(([name, value]) =>
      line(`${name}: ${value === own ? app.origin : value}`),
    );
    return line(`${method} ${path} HTTP/1.1`) + head.join("") + line("") + body;
  };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const own = "its own origin";
  const invented = `rowhouse=${"A".repeat(43)}`;

  it.each([
    ["POST", "/login", { Origin: own }, 413],
    ["POST", "/somewhere/projects/new", { Origin: own, Cookie: invented }, 413],
    ["POST", "/login", { Origin: "http://elsewhere.test" }, 403],
    ["PUT", "/login", {}, 405],
    ["GET", "/login", {}, 413],
    ["GET", "/healthz", {}, 200],
  ])(
    "is read away after it, and the connection serves on: %s %s %j",
    async (method, path, headers, status) => {
      const { socket, everything } = await connectRaw(app.origin);
      const body = formOf(mostUnread);
      socket.write(whole(method, path, { ...form, ...announced(body.length), ...headers }, body));
      socket.end(whole("GET", "/healthz", { Connection: "close" }, ""));
      const statuses = (await everything()).match(/(?<=HTTP\/1\.1 )\d+/g);
      expect(statuses).toEqual([String(status), "200"]);
    },
  );

  it.each([
    ["POST", "/login", { Origin: own }, 413],
    ["POST", "/login", { Origin: "http://elsewhere.test" }, 403],
    ["POST", "/", { Origin: own }, 413],
    ["GET", "/login", {}, 413],
    ["GET", "/healthz", {}, 200],
  ])(
    "is not read without end, and the answer is not lost: %s %s %j",
    async (method, path, headers, status) => {
      const body = formOf(64 * 1024 * 1024);
      const { socket, everything } = await connectRaw(app.origin);
      // It ends because the server closes it: after a body that was read, the connection would be kept.
      socket.write(whole(method, path, { ...form, ...headers, ...announced(body.length) }, body));
      expect((await everything()).match(/(?<=HTTP\/1\.1 )\d+/g)).toEqual([String(status)]);
    },
  );
});

test("what is larger is refused in words, and a data request by its number", async () => {
  const body = formOf(mostOfOutsiders + 1);
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const page = await app
    .visitor()
    .request("POST", "/login", { body, headers: { ...headers, Accept: "text/html" } });
  expect([page.status, page.text]).toEqual([413, expect.stringContaining("larger than this page takes")]);
  const answer = await app.visitor().request("POST", "/login.data", { body, headers });
  expect([answer.status, answer.text]).toEqual([413, "413"]);
});

test("the longest sign-up there is fits", async () => {
  const widest = "\u{1f3e0}";
  const body = new URLSearchParams({
    name: widest.repeat(100),
    email: `${"a".repeat(242)}@example.test`,
    password: widest.repeat(200),
    redirectTo: `/${"(".repeat(1_999)}`,
  });
  expect(body.toString().length).toBeGreaterThan(9_000);
  expect((await app.visitor().request("POST", "/signup", { body })).status).not.toBe(413);
});

test("a member's form in their tenant may be much larger, and the same form is refused in another's", async () => {
  const [ada, bob] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  const own = await createTenant(app.db.admin, { owner: ada });
  const foreign = await createTenant(app.db.admin, { owner: bob });
  const visitor = app.visitor(ada.cookie);
  const body = new URLSearchParams({ name: "Roof", description: "x".repeat(500_000) });
  const send = (slug: string) => visitor.request("POST", `/${slug}/projects/new`, { body });
  expect((await send(own.slug)).status).toBe(400);
  expect((await send(foreign.slug)).status).toBe(413);
  expect((await send("nobody-lives-here")).status).toBe(413);
});
