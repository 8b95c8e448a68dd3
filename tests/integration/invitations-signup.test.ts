import { beforeAll, describe, expect, it } from "vitest";
import { goodPassword } from "#tests/factories/accounts.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp({ SIGNUP: "invite" });
let owner: TestUser;
let tenant: TestTenant;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  tenant = await createTenant(app.db.admin, { owner }, { name: "Acme Works" });
});

const invite = (given: { sentDaysAgo?: number } = {}) =>
  createInvitation(app.db.admin, { tenant, by: owner, ...given });
const signUp = (token: string, fields: Record<string, string> = {}) =>
  app.visitor().post(`/signup?invitation=${token}`, { name: "Ada Byron", password: goodPassword, ...fields });
async function accountOf(email: string) {
  const { rows } = await app.db.admin.query(
    `select u.name, u.email_verified_at is not null as "isVerified", u.is_operator as "isOperator", m.role
     from control.users u left join control.memberships m on m.user_id = u.id and m.tenant_id = $2
     where u.email = $1`,
    [email, tenant.id],
  );
  return rows[0];
}

describe("signing up by an invitation", () => {
  it("has the email filled in and fixed", async () => {
    const { mailed, email } = await invite();
    const { status, text } = await app.visitor().get(`/signup?invitation=${mailed}`);
    expect(status).toBe(200);
    expect(text).toMatch(new RegExp(`<input[^>]*readOnly=""[^>]*value="${email}"`));
    expect(text).toMatch(/To join <bdi>Acme Works<\/bdi>/);
    expect(text).toContain(`/login?redirectTo=%2Finvitations%2F${mailed}`);
  });

  it.each(["mailed", "copied"] as const)(
    "by the %s link makes the account and the membership at once",
    async (link) => {
      const invitation = await invite();
      const visitor = app.visitor();
      const fields = { name: "Ada Byron", password: goodPassword, email: "other@example.test" };
      const answer = await visitor.post(`/signup?invitation=${invitation[link]}`, fields);
      expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
      expect((await visitor.get(`/${tenant.slug}`)).text).toContain("Welcome to Acme Works.");
      expect(await accountOf(invitation.email)).toEqual({
        name: "Ada Byron",
        isVerified: link === "mailed",
        isOperator: false,
        role: "member",
      });
      expect(await accountOf("other@example.test")).toBeUndefined();
      const { rows } = await app.db.admin.query(
        `select e.verb from tenant.audit_events e join control.users u on u.id = e.actor_id
       where e.tenant_id = $1 and u.email = $2 order by e.id`,
        [tenant.id, invitation.email],
      );
      expect(rows.map(({ verb }) => verb)).toEqual(["invitation.accepted", "member.joined"]);
    },
  );

  it("keeps the invitation as it is while the form is wrong", async () => {
    const { mailed, email } = await invite();
    const wrong: Record<string, string>[] = [{ password: "short" }, { name: "" }, { password: email }];
    for (const fields of wrong) {
      const answer = await signUp(mailed, fields);
      expect([answer.status, answer.text.includes(`value="${email}"`)]).toEqual([400, true]);
    }
    expect(await accountOf(email)).toBeUndefined();
    expect((await signUp(mailed)).location).toBe(`/${tenant.slug}`);
  });

  it("of 20 at once makes one account", async () => {
    const { mailed, copied, email } = await invite();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => signUp(n % 2 ? mailed : copied)));
    expect(answers.filter(({ location }) => location === `/${tenant.slug}`)).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers.get("set-cookie")?.includes("rowhouse="))).toHaveLength(1);
    expect((await accountOf(email)).role).toBe("member");
  });

  it("tells only by the mailed link that the email has an account", async () => {
    const person = await createUser(app.db.admin);
    const { mailed, copied } = await createInvitation(app.db.admin, {
      tenant,
      by: owner,
      email: person.email,
    });
    const [plain, guarded] = [await signUp(mailed), await signUp(copied)];
    expect([plain.status, guarded.status]).toEqual([400, 400]);
    expect(plain.text).toContain("You have an account with this address. Sign in to accept the invitation.");
    expect(guarded.text).toContain(
      "That address can&#x27;t be used. If it is yours, sign in or reset your password.",
    );
    expect((await accountOf(person.email)).role).toBeNull();
  });

  it("that can't be accepted leads to the page that says why, and makes no account", async () => {
    const expired = await invite({ sentDaysAgo: 8 });
    for (const token of [expired.mailed, expired.copied, "A".repeat(43)]) {
      const path = `/invitations/${token}`;
      expect((await app.visitor().get(`/signup?invitation=${token}`)).location).toBe(path);
      expect((await signUp(token)).location).toBe(path);
    }
    expect(await accountOf(expired.email)).toBeUndefined();
  });

  it("while signed in leads to the invitation itself", async () => {
    const { mailed } = await invite();
    const answer = await app.visitor(owner.cookie).get(`/signup?invitation=${mailed}`);
    expect(answer.location).toBe(`/invitations/${mailed}`);
  });
});

it("no account is made without an invitation's link, not even for an invited email", async () => {
  const { email, mailed } = await invite();
  const plain = await app.visitor().post("/signup", { name: "Ada", email, password: goodPassword });
  expect(plain.status).toBe(403);
  expect(await accountOf(email)).toBeUndefined();
  expect((await signUp(mailed)).location).toBe(`/${tenant.slug}`);
});
