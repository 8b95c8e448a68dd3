import { RouterContextProvider } from "react-router";
import { describe, expect, it } from "vitest";
import type { Access } from "#app/access.ts";
import { accessContext, type Door, doorContext, formContext } from "#app/context.ts";
import type { Role } from "#app/domain/membership/permissions.ts";
import { limitsOf } from "#app/domain/plan/plans.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";
import { guard } from "./guard.ts";

const nobody: Door = {
  slug: "acme",
  sessionId: null,
  credential: null,
  user: null,
  tenant: null,
  role: null,
  readOnly: true,
};
const ada = { id: "1", name: "Ada", email: "ada@example.test", isOperator: false };
const acme = {
  id: "2",
  slug: "acme",
  name: "Acme",
  closure: null,
  plan: "free",
  limits: limitsOf("free", {}),
  home: "shared",
  hue: null,
  version: 1,
} as const;
const reading = (role: Role): Door => ({ ...nobody, sessionId: "3", user: ada, tenant: acme, role });
const writing = (role: Role): Door => ({ ...reading(role), readOnly: false });

/** `declared` is outermost first. The answer is 200 if the guard lets the routes answer. */
async function answerFor(
  door: Door,
  declared: (Access | undefined)[],
  tenant = "acme",
  { fields = {}, path = "/acme/projects" }: { fields?: Record<string, string>; path?: string } = {},
): Promise<Response> {
  const url = new URL(`https://app.test${path}`);
  const context = new RouterContextProvider();
  context.set(doorContext, door);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  context.set(formContext, { fields: form });
  context.set(accessContext, new Map([[":tenant/projects", declared]]));
  const asked = { request: new Request(url), url, context, params: { tenant }, pattern: ":tenant/projects" };
  const answer = await Promise.resolve(guard(asked, async () => new Response())).catch(
    (thrown: unknown) => thrown,
  );
  if (answer instanceof Response) return answer;
  throw answer;
}

const statusFor = async (...asked: Parameters<typeof answerFor>) => (await answerFor(...asked)).status;

const member: Access = { read: "tenant:read", write: "tenant:read" };
const admin: Access = { read: "audit:read", write: "settings:write" };

describe("what a page and its layouts declare", () => {
  it("must all be granted to read it", async () => {
    expect(await statusFor(reading("viewer"), [member, member])).toBe(200);
    expect(await statusFor(reading("viewer"), [member, admin])).toBe(403);
    expect(await statusFor(reading("viewer"), [admin, member])).toBe(403);
    expect(await statusFor(reading("viewer"), [member, admin, member])).toBe(403);
    expect(await statusFor(reading("admin"), [admin, member, admin])).toBe(200);
  });

  it("holds writers to what the page asks of writers and its layouts ask of readers", async () => {
    const writtenByAdmins: Access = { read: "tenant:read", write: "settings:write" };
    expect(await statusFor(writing("viewer"), [member, writtenByAdmins])).toBe(403);
    expect(await statusFor(writing("viewer"), [writtenByAdmins, member])).toBe(200);
    expect(await statusFor(writing("viewer"), [admin, member])).toBe(403);
    expect(await statusFor(writing("admin"), [admin, writtenByAdmins])).toBe(200);
  });

  it("refuses all if one of them declares nothing, and writers if the page takes none", async () => {
    for (const declared of [[member, undefined], [undefined, member], []]) {
      await expect(statusFor(reading("owner"), declared)).rejects.toThrow("declares no access");
    }
    expect(await statusFor(writing("owner"), [member, { read: "tenant:read" }])).toBe(405);
  });

  it("can ask for a signed-in user, for an operator or for a member", async () => {
    const outsider: Door = { ...nobody, sessionId: "3", user: ada };
    expect(await statusFor(nobody, [{ read: "public" }])).toBe(200);
    expect(await statusFor(nobody, [{ read: "user" }])).toBe(302);
    expect(await statusFor(nobody, [member])).toBe(302);
    expect(await statusFor(outsider, [{ read: "user" }])).toBe(200);
    expect(await statusFor(outsider, [{ read: "operator" }])).toBe(404);
    expect(await statusFor({ ...outsider, user: { ...ada, isOperator: true } }, [{ read: "operator" }])).toBe(
      200,
    );
    expect(await statusFor(outsider, [member])).toBe(404);
  });
});

it("a tenant is not entered if the router read another one than the door", async () => {
  expect(await statusFor(reading("owner"), [member], "globex")).toBe(404);
});

describe("a closed workspace", () => {
  const billing: Access = { read: "billing:manage", evenIf: "suspended" };
  const danger: Access = { read: "tenant:delete", evenIf: "deleted" };
  const suspended = { status: "suspended", reason: "The bill of May" } as const;
  const deleted = {
    status: "deleted",
    at: "2026-01-01",
    by: "Ada",
    until: "2026-01-31",
    isOver: false,
  } as const;
  const textFor = async (role: Role, closure: Closure, access: Access) => {
    const answer = await answerFor({ ...reading(role), tenant: { ...acme, closure } }, [member, access]);
    return answer.status === 200 ? "open" : answer.text();
  };

  it("is open to members who may use the pages that stay open in it", async () => {
    expect(await textFor("owner", suspended, billing)).toBe("open");
    expect(await textFor("owner", deleted, danger)).toBe("open");
    expect(await textFor("owner", deleted, billing)).toContain("This workspace was deleted");
    expect(await textFor("owner", suspended, danger)).toContain("This workspace is suspended");
  });

  it("tells its members why it is closed, and its owners alone what they can do", async () => {
    for (const access of [member, billing]) {
      const text = await textFor("admin", suspended, access);
      expect(text).toContain("The bill of May");
      expect(text).not.toContain("/acme/billing");
    }
    expect(await textFor("owner", suspended, member)).toContain("/acme/billing");
    expect(await textFor("owner", deleted, member)).toContain("/acme/danger");
    expect(await textFor("owner", { ...deleted, isOver: true }, member)).not.toContain("/acme/danger");
  });
});

describe("a form that was shown to an account", () => {
  const sent = (door: Door, as: string, path?: string) =>
    answerFor(door, [member], "acme", { fields: { as, title: "Typed words" }, ...(path && { path }) });
  const signedOut: Door = { ...nobody, readOnly: false };

  it("is let in for that account", async () => {
    expect((await sent(writing("owner"), ada.id)).status).toBe(200);
  });

  it("is refused to any other, with what was typed", async () => {
    const answer = await sent(writing("owner"), "another");
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(/You are signed in with another account now.*Typed words/s);
  });

  it("says so where one is signed out, and leads nowhere else", async () => {
    const answer = await sent(signedOut, ada.id);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toMatch(/You are signed out.*Typed words/s);
  });

  it.each([
    [signedOut, 401, "signed-out"],
    [writing("owner"), 403, "account"],
  ])("is answered in a word, if the page asks for data", async (door, status, word) => {
    const answer = await sent(door, "another", "/acme/projects.data");
    expect([answer.status, await answer.text()]).toEqual([status, word]);
  });

  it("that names none leads to where one signs in", async () => {
    const answer = await answerFor(signedOut, [member]);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      302,
      "/login?redirectTo=%2Facme%2Fprojects",
    ]);
  });
});
