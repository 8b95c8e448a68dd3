import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { goodPassword, signUp } from "#tests/factories/accounts.ts";
import { createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

const tokenOf = (cookie: string) => cookie.split("=")[1] ?? "";
const isSignedIn = async (cookie: string) => (await app.visitor(cookie).get("/account")).status === 200;

test("of 20 who sign up at once on an empty installation, exactly one is its operator", async () => {
  const people = await Promise.all(
    Array.from({ length: 20 }, (_, number) => signUp(app, { email: `first-${number}@example.test` })),
  );
  const { rows } = await app.db.admin.query(
    "select count(*)::int as all, count(*) filter (where is_operator)::int as operators from control.users",
  );
  expect(rows).toEqual([{ all: 20, operators: 1 }]);
  expect(await Promise.all(people.map(({ cookie }) => isSignedIn(cookie)))).not.toContain(false);
});

test("an account is signed in to by its email, however it is written, and by its password", async () => {
  await signUp(app, { email: "Grace.Hopper@Example.TEST" });
  const person = app.visitor();
  const answer = await person.post("/login", {
    email: " grace.hopper@example.test ",
    password: goodPassword,
    redirectTo: "/account",
  });
  expect([answer.status, answer.location]).toEqual([302, "/account"]);
  expect(answer.headers.get("set-cookie")).toMatch(
    /^rowhouse=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  );
  expect(await isSignedIn(person.cookie)).toBe(true);
});

test("neither passwords nor session tokens are stored", async () => {
  const { cookie } = await signUp(app, { email: "stored@example.test" });
  const { rows } = await app.db.admin.query(
    "select u.password_hash, s.token_hash from control.users u join control.sessions s on s.user_id = u.id where email = $1",
    ["stored@example.test"],
  );
  expect(rows[0].password_hash).toMatch(/^\$argon2id-sha256\$v=19\$m=19456,t=2,p=1\$/);
  expect(rows[0].token_hash).toEqual(createHash("sha256").update(tokenOf(cookie)).digest());
});

test("signing in gives a new session and ends the one the browser had", async () => {
  const person = await signUp(app, { email: "rotate@example.test" });
  const before = person.cookie;
  await person.post("/login", { email: "rotate@example.test", password: goodPassword });
  expect(person.cookie).not.toBe(before);
  expect([await isSignedIn(before), await isSignedIn(person.cookie)]).toEqual([false, true]);
});

test("a session id that a browser brings along is never taken over", async () => {
  const planted = `rowhouse=${"A".repeat(43)}`;
  const person = app.visitor(planted);
  await signUp(app, { email: "fixed@example.test" });
  await person.post("/login", { email: "fixed@example.test", password: goodPassword });
  expect(person.cookie).not.toBe(planted);
  expect(await isSignedIn(planted)).toBe(false);
});

test("signing out takes a POST, and ends the session", async () => {
  const person = await signUp(app, { email: "leave@example.test" });
  const { cookie } = person;
  expect((await person.get("/logout")).text).toContain("Sign out");
  expect(await isSignedIn(cookie)).toBe(true);
  const answer = await person.post("/logout");
  expect([answer.status, answer.location, person.cookie]).toEqual([302, "/login", ""]);
  expect(await isSignedIn(cookie)).toBe(false);
});

test("a wrong password and an unknown email get the same answer", async () => {
  await signUp(app, { email: "known@example.test" });
  const answerFor = async (email: string) => {
    const { status, text, headers } = await app
      .visitor()
      .post("/login", { email, password: "not the right one" });
    const names = [...headers.keys()].sort();
    const same = text
      .replaceAll(email, "EMAIL")
      .replace(/nonce="[^"]*"/g, "")
      .replace(/"nonce","[^"]*"/g, "")
      .replace(/[\w+/]{22}==/g, "");
    return { status, names, same };
  };
  const known = await answerFor("known@example.test");
  expect(known.status).toBe(400);
  expect(known.same).toContain("The email address or the password is wrong.");
  expect(known.same).not.toContain("not the right one");
  expect(await answerFor("nobody@example.test")).toEqual(known);
});

test("a taken email is refused in general words, and its account stays as it is", async () => {
  const owner = await signUp(app, { email: "taken@example.test" });
  const answer = await app
    .visitor()
    .post("/signup", { name: "Eve", email: "TAKEN@example.test", password: "quiet stone garden" });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(
    "That address can&#x27;t be used. If it is yours, sign in or reset your password.",
  );
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect((await owner.get("/account")).text).toContain("Ada Byron");
});

test("signed-in users are sent on from /login and /signup, on this site only", async () => {
  const person = await signUp(app, { email: "inside@example.test" });
  for (const page of ["/login", "/signup"]) {
    expect((await person.get(`${page}?redirectTo=%2Faccount`)).location).toBe("/account");
    expect((await person.get(`${page}?redirectTo=%2F%2Fevil.test`)).location).toBe("/");
  }
  const evil = await person.post("/login", {
    email: "inside@example.test",
    password: goodPassword,
    redirectTo: "https://evil.test/",
  });
  expect(evil.location).toBe("/");
});

test("the page that a person wanted survives a wrong password", async () => {
  const answer = await app.visitor().post("/login?redirectTo=%2Facme%2Fprojects", {
    email: "x@example.test",
    password: "wrong one",
    redirectTo: "/acme/projects",
  });
  expect(answer.text).toContain('name="redirectTo" value="/acme/projects"');
});

test("a profile's name can be changed, within its bounds", async () => {
  const person = await signUp(app, { email: "named@example.test" });
  expect((await person.post("/account?index", { name: " Ada  King " })).location).toBe("/account?saved");
  expect((await person.get("/account")).text).toContain("Ada  King");
  for (const name of ["", "   ", "x".repeat(101), "a\0b"]) {
    expect((await person.post("/account?index", { name })).status).toBe(400);
  }
});

test("changing the password asks for the current one, gives a new session and ends all others", async () => {
  const email = "change@example.test";
  const person = await signUp(app, { email });
  const other = app.visitor();
  await other.post("/login", { email, password: goodPassword });
  const before = person.cookie;
  const wrong = await person.post("/account/password", {
    currentPassword: "a wrong guess",
    password: "quiet stone garden",
  });
  expect([wrong.status, wrong.text.includes("not your current password")]).toEqual([400, true]);
  const common = await person.post("/account/password", {
    currentPassword: goodPassword,
    password: "password1234",
  });
  expect([common.status, common.text.includes("tried first")]).toEqual([400, true]);
  expect(await isSignedIn(other.cookie)).toBe(true);
  const done = await person.post("/account/password", {
    currentPassword: goodPassword,
    password: "quiet stone garden",
  });
  expect([done.status, done.location]).toEqual([302, "/account/password?changed"]);
  expect([await isSignedIn(before), await isSignedIn(other.cookie), await isSignedIn(person.cookie)]).toEqual(
    [false, false, true],
  );
  expect((await app.visitor().post("/login", { email, password: goodPassword })).status).toBe(400);
  expect((await app.visitor().post("/login", { email, password: "quiet stone garden" })).status).toBe(302);
});

test("sessions are listed in plain words, and ended one by one or all others at once", async () => {
  const email = "many@example.test";
  const person = await signUp(app, { email });
  const others = await Promise.all(
    ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "curl/8.5.0", "x"].map(
      async (agent) => {
        const visitor = app.visitor();
        await visitor.request("POST", "/login", {
          body: new URLSearchParams({ email, password: goodPassword }),
          headers: { "User-Agent": agent },
        });
        return visitor;
      },
    ),
  );
  const list = (await person.get("/account/sessions")).text;
  for (const text of ["Firefox on Linux", "curl", "This one"]) expect(list).toContain(text);
  const { rows } = await app.db.admin.query(
    "select s.id from control.sessions s where user_agent like '%Firefox/143.0' and token_hash = $1",
    [
      createHash("sha256")
        .update(tokenOf(others[0]?.cookie ?? ""))
        .digest(),
    ],
  );
  const stranger = await createUser(app.db.admin);
  expect((await app.visitor(stranger.cookie).post("/account/sessions", { end: rows[0].id })).status).toBe(
    404,
  );
  expect(await isSignedIn(others[0]?.cookie ?? "")).toBe(true);
  expect((await person.post("/account/sessions", { end: rows[0].id })).location).toBe("/account/sessions");
  expect(await Promise.all(others.map(({ cookie }) => isSignedIn(cookie)))).toEqual([false, true, true]);
  await person.post("/account/sessions", { end: "others" });
  expect(await Promise.all(others.map(({ cookie }) => isSignedIn(cookie)))).toEqual([false, false, false]);
  expect([await isSignedIn(person.cookie), await isSignedIn(stranger.cookie)]).toEqual([true, true]);
});

test("a session that is used lasts, one that is not used ends", async () => {
  const person = await signUp(app, { email: "lasting@example.test" });
  const hash = createHash("sha256").update(tokenOf(person.cookie)).digest();
  const set = (column: string, value: string) =>
    app.db.admin.query(`update control.sessions set ${column} = now() + $2::interval where token_hash = $1`, [
      hash,
      value,
    ]);
  await set("last_seen_at", "-1 day");
  await set("expires_at", "1 hour");
  await person.get("/account");
  await app.holds.lastSeen.flush();
  const { rows } = await app.db.admin.query(
    "select last_seen_at > now() - interval '1 minute' as seen, expires_at > now() + interval '29 days' as lasts from control.sessions where token_hash = $1",
    [hash],
  );
  expect(rows).toEqual([{ seen: true, lasts: true }]);
  await set("expires_at", "-1 second");
  expect(await isSignedIn(person.cookie)).toBe(false);
});

test("pages about a user are never cached", async () => {
  const person = await signUp(app, { email: "private@example.test" });
  for (const path of ["/account", "/account/password", "/account/sessions", "/logout"]) {
    expect((await person.get(path)).headers.get("cache-control")).toBe("private, no-store");
  }
  for (const path of ["/login", "/signup", "/forgot-password", "/reset-password/none"]) {
    expect((await app.visitor().get(path)).headers.get("cache-control")).toBe("private, no-store");
  }
});
