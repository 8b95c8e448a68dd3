import type { ClientBase } from "pg";
import { beforeAll, expect, test } from "vitest";
import type { ServingRole } from "#db/roles.ts";
import type { TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { callsOf, type Examples, type Step } from "./reach.ts";
import type { Stage } from "./stage.ts";
import { madeUp, setThief } from "./thief.ts";

/** A thief calls every function that rowhouse_app or rowhouse_door may run: what do they hand out, and what do they change? */

const db = useUnopenedDatabase();
let stage: Stage;
let thief: TestUser;
let known: Examples;
let secret: Examples;

beforeAll(async () => {
  ({ stage, thief, known, secret } = await setThief(db.admin));
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
