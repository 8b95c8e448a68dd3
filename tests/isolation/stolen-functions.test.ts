import { randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { beforeAll, expect, test } from "vitest";
import { newToken } from "#app/base/token.ts";
import type { ServingRole } from "#db/roles.ts";
import { givePassword } from "#tests/factories/passwords.ts";
import { createUser, type TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { furnishExamples } from "./examples.ts";
import { callsOf, type Examples, type Step } from "./reach.ts";
import { type Stage, setStage } from "./stage.ts";
import { type Counted, countedRelations, countersOf, planners } from "./tells.ts";

/**
 * A connection as rowhouse_app or rowhouse_door, with its password, calls every function that it may run. It knows
 * emails, ids, slugs and the secrets that it made up, and it may have an account of its own.
 */

const db = useUnopenedDatabase();
let stage: Stage;
let relations: Counted;
let thief: TestUser;
let known: Examples;
let secret: Examples;
const madeUp = newToken();
/** In place of whom and what there is. */
const nobody = { id: randomUUID(), email: "nobody@example.test", slug: "no-such-slug" };

beforeAll(async () => {
  stage = await setStage(db.admin);
  relations = await countedRelations(db.admin);
  thief = await createUser(db.admin, { name: "Mallory", isVerified: false });
  const tag = await givePassword(db.admin, thief);
  secret = await furnishExamples(db.admin, stage);
  const { acme, acmeOwner, acmeViewer } = stage;
  const browser = { id: thief.id, token: madeUp, userAgent: "", network: "192.0.2", longestDays: 180 };
  known = {
    ...secret,
    token: [madeUp],
    ticket: [madeUp],
    invitation: [madeUp],
    tokens: [`{${madeUp}}`],
    session: [madeUp, thief.session],
    tag: [`\\x${tag.toString("hex")}`, "\\x00"],
    template: ["invitation", "assignment", "deletion"],
    fields: [
      JSON.stringify({ invitationId: stage.acmeIds.invitation }),
      JSON.stringify({ taskId: stage.acmeIds.task }),
      "{}",
    ],
    browser: [JSON.stringify(browser)],
    of_email: [acmeOwner.email, thief.email],
    new_email: [acmeOwner.email, "new@example.test"],
    wanted: [acmeOwner.email, "new@example.test"],
    to_email: [acmeOwner.email, "guest@example.test"],
    member: [acmeOwner.id, acmeViewer.id, thief.id],
    tenant: [acme.id],
    new_role: ["owner"],
  };
});

/** Tokens in what PostgreSQL sent beside the answers: in a plan, a value stands as the numbers of its bytes. */
function tokensIn(notices: readonly string[]): string[] {
  return notices.flatMap((notice) =>
    [...notice.matchAll(/:constvalue \d+ \[ ([-\d\s]+) \]/g)].flatMap(([, bytes = ""]) => {
      const text = Buffer.from(bytes.trim().split(/\s+/).map(Number)).toString("latin1");
      return text.match(/[\w-]{43}/g) ?? [];
    }),
  );
}

/** Rows of those who were there before, but the thief's own account. A link whose token the thief knows counts. */
async function stateOf(client: ClientBase, tokens: readonly string[] = []): Promise<Record<string, unknown>> {
  const { acme, globex, acmeOwner, acmeViewer, globexOwner } = stage;
  const others = [acmeOwner.id, acmeViewer.id, globexOwner.id];
  const { rows } = await client.query(
    `select
       (select json_agg(u order by id) from control.users u where id = any ($1)) as users,
       (select json_agg(array[id, user_id]::text[] order by id) from control.sessions where user_id = any ($1)) as sessions,
       (select json_agg(m order by tenant_id, user_id) from control.memberships m where tenant_id = any ($2)) as memberships,
       (select json_agg(t order by id) from control.tenants t where id = any ($2)) as tenants,
       (select json_agg(i order by id) from control.invitations i where tenant_id = any ($2)) as invitations,
       (select count(*) from tenant.audit_events where tenant_id = any ($2)) as events,
       (select email_verified_at is null from control.users where id = $3) as "isThiefUnverified",
       (select count(*) from (
          select token_hash from control.password_resets union all select token_hash from control.email_verifications
          union all select old_token_hash from control.email_changes union all select new_token_hash from control.email_changes
          union all select unnest(mailed_hashes) from control.invitations union all select ticket_hash from control.job_tickets
        ) links (hash) where hash = any (select sha256(convert_to(token, 'UTF8')) from unnest($4::text[]) token)) as "linksOfKnownTokens"`,
    [others, [acme.id, globex.id], thief.id, [madeUp, ...tokens]],
  );
  return rows[0];
}

/** What a call told or changed that it should not have. */
async function damageOf(
  role: ServingRole,
  steps: Step[],
  settings: Record<string, string>,
): Promise<string[]> {
  const client = await db.admin.connect();
  const found: string[] = [];
  let done = 0;
  let notices: string[] = [];
  const note = ({ message = "", detail = "" }: { message?: string; detail?: string }) =>
    notices.push(message + detail);
  client.on("notice", note);
  try {
    const before = await stateOf(client);
    for (const { target, statements } of steps) {
      notices = [];
      await client.query("begin");
      for (const [setting, value] of Object.entries(settings))
        await client.query(`set local ${setting} = '${value}'`);
      await client.query(`set local session authorization ${role}`);
      try {
        for (const { sql, values } of statements) {
          const { rows } = await client.query(sql, [...values]);
          done++;
          if (JSON.stringify(rows).includes(stage.marker)) found.push(`${target} tells of acme`);
        }
        await client.query("set constraints all immediate");
        await client.query("reset session authorization");
        const tokens = tokensIn(notices);
        if (JSON.stringify(await stateOf(client, tokens)) !== JSON.stringify(before))
          found.push(`${target} changes acme, or makes a link that it tells of`);
      } catch {
        // Refused.
      }
      await client.query("rollback");
    }
  } finally {
    client.release(true);
  }
  expect(done).toBeGreaterThan(10);
  return [...new Set(found)];
}

/** Settings that any session may change, so that PostgreSQL tells it more. */
const printing = {
  debug_print_parse: "on",
  debug_print_rewritten: "on",
  debug_print_plan: "on",
  debug_pretty_print: "off",
  client_min_messages: "log",
  plan_cache_mode: "force_custom_plan",
};

test.each(["rowhouse_app", "rowhouse_door"] as const)(
  "%s gets hold of no other person and of no link by any function, with an account of its own and without",
  async (role) => {
    const steps = await callsOf(db.admin, role, known);
    const situations: Record<string, string>[] = [
      {},
      { "app.session": thief.session },
      { "app.session": thief.session, "app.tenant_id": stage.acme.id },
      { "app.seeding": "x", "app.purging": stage.acme.id },
      printing,
      { ...printing, "app.session": thief.session },
    ];
    for (const settings of situations) {
      expect(await damageOf(role, steps, settings)).toEqual([]);
    }
  },
);

/** What each call answers: its rows, or the error; and how many rows of which tables it read on the way. */
async function answersOf(role: ServingRole, steps: Step[], settings: string[]) {
  const client = await db.admin.connect();
  const answers: { target: string; answer: string; counted: string }[] = [];
  try {
    for (const { target, statements } of steps) {
      const local = settings.map((setting) => `set local ${setting};`).join("");
      await client.query(
        `discard plans; begin; ${local} set local session authorization ${role}; savepoint before`,
      );
      const before = await countersOf(client, relations);
      const answer = await (async () => {
        const rows = [];
        for (const { sql, values } of statements) rows.push((await client.query(sql, [...values])).rows);
        await client.query("set constraints all immediate");
        return JSON.stringify(rows);
      })().catch(({ code, message }) => `${code} ${message}`);
      await client.query("rollback to before");
      const counted = (await countersOf(client, relations))
        .map((count, place) => count - (before[place] ?? 0))
        .join();
      answers.push({ target, answer, counted });
      await client.query("rollback");
    }
  } finally {
    client.release(true);
  }
  return answers;
}

/** The targets that tell, by their answer or by what they read, who and what is there. */
async function told(role: ServingRole): Promise<string[]> {
  const { acme, acmeOwner, acmeViewer } = stage;
  const { id, email, slug } = nobody;
  const instead = new Map<string, string>([acme, acmeOwner, acmeViewer].map((known) => [known.id, id]));
  instead.set(acmeOwner.email, email).set(acme.slug, slug);
  const unknown = Object.fromEntries(
    Object.entries(known).map(([name, values]) => [
      name,
      values.map((value) => instead.get(value ?? "") ?? value),
    ]),
  );
  const found = new Set<string>();
  const session = `"app.session" = '${thief.session}'`;
  const inside = (tenantId: string) => `"app.tenant_id" = '${tenantId}'`;
  const strangers = Object.values(planners).map((planner) => [
    ...["\"app.session\" = 'none'", "plan_cache_mode = force_generic_plan"],
    ...planner,
  ]);
  for (const settings of [...strangers, [session]]) {
    const calls = [await callsOf(db.admin, role, known), await callsOf(db.admin, role, unknown)] as const;
    const there = await answersOf(role, calls[0], [...settings, inside(acme.id)]);
    const nowhere = await answersOf(role, calls[1], [...settings, inside(nobody.id)]);
    expect(there.length).toBe(nowhere.length);
    for (const [place, { target, answer, counted }] of there.entries()) {
      const other = nowhere[place];
      // With a session, a function may look for what its caller names, and then whether they may see it.
      const shows = [...settings, JSON.stringify(calls[0][place])].join().includes(thief.session);
      if (answer !== other?.answer || (!shows && counted !== other.counted)) found.add(target);
    }
  }
  return [...found].sort();
}

test("no function tells who and what is there, but that the door's tell the email of an account", async () => {
  expect(await told("rowhouse_app")).toEqual([]);
  expect(await told("rowhouse_door")).toEqual([
    "control.password_derivation(text)",
    "control.request_reset(text,text)",
    "control.sign_in(text,bytea,jsonb)",
    "control.sign_up(uuid,text,text,text,boolean,jsonb)",
  ]);
});

test("whether an account knows a network is told to nobody", async () => {
  const { acmeOwner } = stage;
  await db.admin.query("insert into control.known_networks (user_id, network) values ($1, '203.0.113')", [
    acmeOwner.id,
  ]);
  const asking = (network: string): Step[] => [
    {
      target: "control.request_reset(text,text)",
      statements: [{ sql: "select from control.request_reset($1, $2)", values: [acmeOwner.email, network] }],
    },
  ];
  for (const planner of Object.values(planners)) {
    const answers = ["203.0.113", "198.51.100"].map((network) =>
      answersOf("rowhouse_door", asking(network), planner),
    );
    const [known, unknown] = await Promise.all(answers);
    expect(known).toEqual(unknown);
  }
});

test("no error shows a row, not even one's own: it has what nobody may read", async () => {
  const { acme, acmeOwner } = stage;
  const odd = Object.fromEntries(
    Object.entries(secret).map(([name, values]) => [name, [...values, "", "x".repeat(1_000)]]),
  );
  const shown: string[] = [];
  const client = await db.admin.connect();
  for (const role of ["rowhouse_app", "rowhouse_door"] as const) {
    for (const { target, statements } of await oddCalls(role, odd)) {
      await client.query(
        `begin; set local "app.session" = '${acmeOwner.session}'; set local "app.tenant_id" = '${acme.id}';
         set local session authorization ${role}`,
      );
      for (const { sql, values } of statements)
        await client.query(sql, [...values]).catch(({ detail = "" }) => {
          if (/Failing row/.test(detail)) shown.push(target);
        });
      await client.query("rollback");
    }
  }
  client.release(true);
  expect([...new Set(shown)]).toEqual([]);
});

/** Each function with each of its odd values, beside the first of the others. */
async function oddCalls(role: ServingRole, odd: Examples): Promise<Step[]> {
  const calls: Step[] = [];
  for (const name of Object.keys(odd)) {
    const one = Object.fromEntries(
      Object.entries(odd).map(([other, values]) => [
        other,
        other === name ? values.slice(-2) : values.slice(0, 1),
      ]),
    );
    calls.push(...(await callsOf(db.admin, role, one)));
  }
  return calls;
}

test("with the secrets of acme's owner the same calls find and change much: they would find a leak", async () => {
  const { acme, acmeOwner } = stage;
  const settings = { "app.session": acmeOwner.session, "app.tenant_id": acme.id };
  for (const role of ["rowhouse_app", "rowhouse_door"] as const) {
    const damage = await damageOf(role, await callsOf(db.admin, role, secret), settings);
    expect(damage).toEqual(
      expect.arrayContaining([expect.stringMatching(/tells/), expect.stringMatching(/changes/)]),
    );
  }
});

test("a function with a token of the caller's choice is noticed", async () => {
  await db.admin.query(`
    create function control.mail_a_link(of_email text, token text) returns void
      language sql security definer set search_path = pg_catalog, pg_temp
      as $$
        insert into control.password_resets (id, user_id, token_hash, expires_at)
        select gen_random_uuid(), u.id, sha256(convert_to(token, 'UTF8')), now() + interval '1 hour'
        from control.users u where u.email = of_email
      $$;
    revoke execute on function control.mail_a_link(text, text) from public;
    grant execute on function control.mail_a_link(text, text) to rowhouse_door`);
  try {
    const damage = await damageOf("rowhouse_door", await callsOf(db.admin, "rowhouse_door", known), {});
    expect(damage).toEqual(["control.mail_a_link(text,text) changes acme, or makes a link that it tells of"]);
  } finally {
    await db.admin.query("drop function control.mail_a_link(text, text)");
  }
});

test("a function that shows its plans is noticed", async () => {
  const target = "control.request_reset(text, text)";
  await db.admin.query(`alter function ${target} reset debug_print_plan`);
  try {
    const steps = await callsOf(db.admin, "rowhouse_door", known);
    const damage = await damageOf("rowhouse_door", steps, printing);
    expect(damage).toEqual([
      "control.request_reset(text,text) changes acme, or makes a link that it tells of",
    ]);
  } finally {
    await db.admin.query(`alter function ${target} set debug_print_plan = off`);
  }
});
