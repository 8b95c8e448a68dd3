import * as build from "virtual:react-router/server-build";
import { afterAll, describe, expect, test, vi } from "vitest";
import { deleteTenant } from "#tests/factories/closures.ts";
import { cookieOf, createSession, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { everyField, fill, shapes, targets } from "./routes.ts";
import { fingerprint, type Stage, setStage } from "./stage.ts";
import { settings, Tally, withLayers } from "./switches.ts";

vi.mock("#db/layers.ts", () => import("./switches.ts"));

const app = useApp();
const routes = targets(build);
const allIds = Object.keys(build.routes);
const leaving = ":tenant/members/leave";
let attempts = 0;

const tally = new Tally("requests");
afterAll(() => tally.print());

async function attack(
  stage: Stage,
  person: TestUser | null,
  paths: (pattern: string) => string[],
  expectations: (answer: {
    status: number;
    text: string;
    url: string;
    method: string;
    pattern: string;
  }) => void,
) {
  for (const route of routes) {
    for (const path of paths(route.pattern)) {
      // A user who deletes their own workspace has nowhere left to attack from.
      const typed = route.pattern === ":tenant/danger" ? stage.acme.slug : path.split("/")[1];
      for (const url of shapes(path, route, allIds)) {
        // Some routes end the session that they are asked with.
        const cookie = person ? cookieOf(await createSession(app.db.admin, person.id)) : "";
        for (const method of ["GET", "POST"]) {
          attempts++;
          const answer =
            method === "GET"
              ? await app.visitor(cookie).get(url)
              : await app.visitor(cookie).post(url, everyField(stage, typed));
          expectations({ ...answer, url, method, pattern: route.pattern });
        }
      }
    }
  }
}

/** Acme's URLs with acme's ids, and globex's URLs with acme's ids smuggled in. */
const intoAcme = (stage: Stage) => (pattern: string) =>
  pattern.startsWith(":tenant")
    ? [
        ...new Set([
          fill(pattern, stage.acme.slug, stage.acmeIds),
          fill(pattern, stage.globex.slug, stage.acmeIds),
        ]),
      ]
    : [fill(pattern, stage.acme.slug, stage.acmeIds)];

/** Acme's URLs alone. */
const acmesOwn = (stage: Stage) => (pattern: string) => [fill(pattern, stage.acme.slug, stage.acmeIds)];

type Paths = (stage: Stage) => (pattern: string) => string[];

async function expectNothingOfAcme(
  stage: Stage,
  person: TestUser | null,
  { setting, paths = intoAcme }: { setting: string; paths?: Paths },
) {
  const before = await fingerprint(app.db.admin, stage.acme);
  const leaks: string[] = [];
  const attemptsBefore = attempts;
  await attack(stage, person, paths(stage), ({ text, url, method }) => {
    if (text.includes(stage.marker)) leaks.push(`${method} ${url}`);
  });
  tally.note(setting, attempts - attemptsBefore, leaks);
  expect(leaks).toEqual([]);
  expect(await fingerprint(app.db.admin, stage.acme)).toBe(before);
}

describe("with every layer on", () => {
  test("an outsider who is signed out sees and changes nothing of any tenant", async () => {
    const stage = await setStage(app.db.admin);
    await expectNothingOfAcme(stage, null, { setting: "every layer on, signed out" });
  });

  test("another tenant's owner gets the very answer of a slug that never existed", async () => {
    const stage = await setStage(app.db.admin);
    const stranger = app.visitor(stage.globexOwner.cookie);
    for (const { pattern } of routes.filter((route) => route.pattern.startsWith(":tenant"))) {
      const foreign = await stranger.get(fill(pattern, stage.acme.slug, stage.acmeIds));
      const unknown = await stranger.get(fill(pattern, "never-existed", stage.acmeIds));
      attempts += 2;
      expect([foreign.status, foreign.text], pattern).toEqual([404, unknown.text]);
      expect(comparable(foreign.headers), pattern).toEqual(comparable(unknown.headers));
    }
  });

  test("a viewer changes nothing", async () => {
    const stage = await setStage(app.db.admin);
    const before = await fingerprint(app.db.admin, stage.acme);
    // Everyone may leave, and that would end the attack.
    const paths = (pattern: string) => (pattern === leaving ? [] : intoAcme(stage)(pattern));
    await attack(stage, stage.acmeViewer, paths, ({ status, method, pattern, url }) => {
      if (method === "POST" && pattern.startsWith(":tenant") && status < 400) {
        throw new Error(`POST ${url} was answered ${status} to a viewer`);
      }
    });
    // The one thing that a viewer may write: that they switched.
    expect(withoutSwitches(await fingerprint(app.db.admin, stage.acme))).toBe(withoutSwitches(before));
    const { rows: done } = await app.db.admin.query(
      "select distinct verb from tenant.audit_events where tenant_id = $1 and actor_id = $2",
      [stage.acme.id, stage.acmeViewer.id],
    );
    expect(done).toEqual([{ verb: "member.switched" }]);
  });
});

/**
 * The door knows who belongs where, and not which row is whose: what it lets in at home is held by the other two.
 * So it stands alone at acme's URLs, and not against acme's ids in those of another tenant.
 */
const doorsOwn: Record<string, Paths> = { "the door alone": acmesOwn };

describe("another tenant's owner sees and changes nothing", () => {
  test.each(settings)("$name", async ({ name, on }) => {
    const stage = await setStage(app.db.admin);
    await withLayers(app.db.admin, on, () =>
      expectNothingOfAcme(stage, stage.globexOwner, { setting: name, paths: doorsOwn[name] }),
    );
  });
});

describe("a deleted tenant", () => {
  test("shows and lets change nothing, neither to another tenant's owner nor to its own people", async () => {
    const stage = await setStage(app.db.admin);
    await deleteTenant(app.db.admin, stage.acme);
    const before = await fingerprint(app.db.admin, stage.acme);
    const intoTenant = (pattern: string) =>
      pattern.startsWith(":tenant") ? [fill(pattern, stage.acme.slug, stage.acmeIds)] : [];
    for (const person of [stage.globexOwner, stage.acmeViewer]) {
      await attack(stage, person, intoTenant, ({ status, text, url, method }) => {
        if (status < 400) throw new Error(`${method} ${url} was answered ${status}`);
        if (text.includes(stage.marker)) throw new Error(`${method} ${url} leaked`);
      });
    }
    expect(await fingerprint(app.db.admin, stage.acme)).toBe(before);
  });
});

test("the attack would find a leak: acme's own viewer is shown acme's marker", async () => {
  const stage = await setStage(app.db.admin);
  const { text } = await app.visitor(stage.acmeViewer.cookie).get(`/${stage.acme.slug}/projects`);
  expect(text).toContain(stage.marker);
});

function comparable(headers: Headers) {
  const varying = new Set([
    "date",
    "x-request-id",
    "content-security-policy",
    "ratelimit",
    "ratelimit-policy",
  ]);
  return Object.fromEntries([...headers].filter(([name]) => !varying.has(name)));
}

function withoutSwitches(print: string) {
  return print.replace(/^(control\.switches|tenant\.audit_\w+)=.*$/gm, "");
}
