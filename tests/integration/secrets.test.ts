import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goodPassword, newestMail } from "#tests/factories/accounts.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { type ServerProcess, served, startServer } from "#tests/harness/server-process.ts";
import { type Visitor, visitor } from "#tests/harness/visitor.ts";

/** Secrets stay in the columns made for them. The catalog names these, so a new noun's are checked too. */
const looksSecret = "hash|token|password|secret";
/** The audit log's chain, which is there to be seen. */
const open = [
  "tenant.audit_events.hash",
  "tenant.audit_events.previous_hash",
  "tenant.audit_heads.hash",
  // Tells keys apart, and nothing of them.
  "control.invitations.link_key_id",
];

const db = useUnopenedDatabase();
let server: ServerProcess;
beforeAll(async () => {
  const database = { DATABASE_URL: db.url, SESSION_SECRET: db.secret };
  server = await served(
    await startServer({ ...database, LOG_LEVEL: "trace", RATE_LIMIT_OUTSIDER: "100000", SIGNUP: "open" }),
  );
});
afterAll(async () => {
  server.child.kill("SIGTERM");
  await server.ended;
});

interface Column {
  table: string;
  column: string;
  type: "text" | "bytea" | "bytea[]" | "jsonb";
  isAudited: boolean;
}

async function secretColumns(admin: Pool): Promise<Column[]> {
  const { rows } = await admin.query<Column>(
    `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as column,
       a.atttypid::regtype::text as type,
       exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'write_audit') as "isAudited"
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' and a.attnum > 0
       and not a.attisdropped and a.attname ~ $1
     order by 1, 2`,
    [looksSecret],
  );
  return rows.filter(({ table, column }) => !open.includes(`${table}.${column}`));
}

async function keptSecrets(admin: Pool, columns: readonly Column[]): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    const { rows } = await admin.query(`select ${column} as value from ${table} where ${isUsed(column)}`);
    for (const { value } of rows) found.push(...waysToWrite[type](value as never));
  }
  return found;
}

const isUsed = (column: string) => `length(nullif(${column}::text, '{}')) > 0`;

const waysToWriteBytes = (value: Buffer) =>
  (["hex", "base64", "base64url"] as const).map((encoding) => value.toString(encoding).replace(/=+$/, ""));

const waysToWrite: Record<Column["type"], (value: never) => string[]> = {
  text: (value: string) => [value],
  bytea: waysToWriteBytes,
  "bytea[]": (values: Buffer[]) => values.flatMap(waysToWriteBytes),
  jsonb: (value: Record<string, string>) => Object.values(value),
};

const ada = { email: "ada@example.test", name: "Ada Byron", password: goodPassword };
const newPassword = "another stone garden";
const guest = { email: "guest@example.test", name: "Gus Guest", password: "quiet stone garden" };

/** Makes, sends and uses every kind of secret. @returns those that people and their mails carry */
async function useSecrets(): Promise<{ carried: string[]; owner: Visitor }> {
  const carried = [ada.password, newPassword, guest.password];
  const person = () => visitor(server.origin);
  const linkTo = async (to: string) => {
    const { path } = await newestMail({ db }, to);
    carried.push(path.split("/").at(-1) ?? "");
    return path;
  };
  const owner = person();
  await owner.post("/signup", ada);
  await owner.post(await linkTo(ada.email));
  await person().post("/login", { email: ada.email, password: guest.password });
  await person().post("/forgot-password", { email: ada.email });
  const reset = await linkTo(ada.email);
  await person().get(reset);
  await person().post(reset, { password: newPassword });
  await owner.post("/login", { email: ada.email, password: newPassword });
  await owner.post("/new", { name: "Acme", slug: "acme" });
  await db.admin.query("update control.tenants set plan = 'enterprise'");
  await owner.post("/acme/members", { email: guest.email, role: "member" });
  const invitation = await linkTo(guest.email);
  await person().get(invitation);
  await person().post(`/signup?invitation=${invitation.split("/").at(-1)}`, guest);
  await assign(owner);
  await owner.post("/account/email", { email: "new-ada@example.test", currentPassword: newPassword });
  await person().post(await linkTo(ada.email));
  await person().get(await linkTo("new-ada@example.test"));
  await owner.post("/acme/members", { email: "late@example.test", role: "member" });
  const { rows } = await db.admin.query(
    "update control.invitations set sent_at = now() - interval '1 day' where email like 'late%' returning id",
  );
  await owner.post(`/acme/members/invitations/${rows[0].id}/resend`);
  await linkTo("late@example.test");
  carried.push(/rowhouse=([\w-]{43})/.exec(owner.cookie)?.[1] ?? "");
  return { carried, owner };
}

/** Gives the guest a task: its job has a ticket. */
async function assign(owner: Visitor): Promise<void> {
  const project = await owner.post("/acme/projects/new", { name: "Porch" });
  const { rows } = await db.admin.query("select id from control.users where email = $1", [guest.email]);
  await owner.post(`${project.location}/tasks/new`, { title: "Paint it", assigneeId: rows[0].id });
}

/** PostgreSQL's refusal quotes the whole row. */
async function refuseSecrets(columns: readonly Column[]): Promise<() => Promise<void>> {
  const tables = [...new Set(columns.map(({ table }) => table))];
  for (const table of tables)
    await db.admin.query(`alter table ${table} add constraint no check (false) not valid`);
  return async () => {
    for (const table of tables) await db.admin.query(`alter table ${table} drop constraint no`);
  };
}

it("no event, export, metric or line of the log tells a secret", async () => {
  const columns = await secretColumns(db.admin);
  const names = columns.map(({ table, column }) => `${table}.${column}`);
  expect(names).toEqual(
    expect.arrayContaining(["control.users.password_hash", "control.invitations.link_hash"]),
  );
  const { carried, owner } = await useSecrets();
  const kept = await keptSecrets(db.admin, columns);
  for (const { table, column } of columns) {
    const { rowCount } = await db.admin.query(`select from ${table} where ${isUsed(column)}`);
    expect(rowCount, `${table}.${column} was not used: use it above`).toBeGreaterThan(0);
  }

  const goOn = await refuseSecrets(columns);
  const failing = [
    await visitor(server.origin).post("/login", { email: ada.email, password: newPassword }),
    await visitor(server.origin).post("/signup", { ...guest, email: "other@example.test" }),
    await visitor(server.origin).post("/forgot-password", { email: ada.email }),
    await owner.post("/acme/members", { email: "third@example.test", role: "member" }),
    await owner.post("/account/email", { email: "newer-ada@example.test", currentPassword: newPassword }),
  ];
  await goOn();
  expect(failing.map(({ status }) => status)).toEqual(failing.map(() => 500));

  // A secret that is replaced is no news, whatever else changes with it.
  for (const { table, column, type } of columns.filter(({ isAudited }) => isAudited)) {
    const bytes = "sha256(random()::text::bytea)";
    const other = { text: "md5(random()::text)", bytea: bytes, "bytea[]": `array[${bytes}]`, jsonb: "'{}'" }[
      type
    ];
    await db.admin.query(`update ${table} set ${column} = ${other}`);
  }
  const { rows: events } = await db.admin.query<{ event: string; fields: string[] }>(
    `select e::text as event,
       array(select jsonb_object_keys(coalesce(before, '{}') || coalesce(after, '{}'))) as fields
     from tenant.audit_events e`,
  );
  expect(events.length).toBeGreaterThan(5);
  expect(events.flatMap(({ fields }) => fields).filter((field) => field.match(looksSecret))).toEqual([]);

  const told = {
    events: events.map(({ event }) => event).join("\n"),
    csv: (await owner.get("/acme/audit/export")).text,
    ndjson: (await owner.get("/acme/audit/export?format=ndjson")).text,
    metrics: await (await fetch(`${server.metricsOrigin}/metrics`)).text(),
    log: server.output(),
  };
  expect(told.csv).toContain("member.joined");
  expect(told.ndjson).toContain("member.joined");
  expect(told.metrics).toContain('route="/reset-password/:token"');
  expect(told.log).toMatch(/"route":"\/login","status":500/);
  const secrets = [...carried, ...kept, ...(await keptSecrets(db.admin, columns)), "$argon2", "Failing row"];
  for (const [where, text] of Object.entries(told)) {
    expect(
      secrets.filter((secret) => text.includes(secret)),
      `${where} tells`,
    ).toEqual([]);
  }
});
