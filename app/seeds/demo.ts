import { claimFirstAccount } from "#app/domain/account/account.ts";
import { hashPassword } from "#app/domain/account/password.ts";
import type { Writer } from "#db/transaction.ts";
import { Chance } from "./chance.ts";
import { writeDemoAudit } from "./demo-audit.ts";
import { demoPassword, demoPeople, demoTenants } from "./demo-content.ts";
import { workOf } from "./demo-work.ts";
import { type SeededDatabase, seeding } from "./seeding.ts";

const operator = "ada";

export const demoSignIn = `Sign in with the password "${demoPassword}" (it is for the demo only):
${demoPeople.map(({ key, name, email }) => `  ${email.padEnd(22)}${name}, ${placesOf(key)}`).join("\n")}`;

function placesOf(key: string): string {
  const places = demoTenants.flatMap(({ slug, members }) =>
    members[key] ? [`${members[key]} of ${slug}`] : [],
  );
  return key === operator ? `${places.join(" and ")}, and the operator` : places.join(" and ");
}

const dayMs = 86_400_000;

/** Does nothing if there is an account. Only the date and the password's salt differ between runs. */
export async function seedDemo(database: SeededDatabase): Promise<void> {
  await seeding(database, async (tx) => {
    await tx.rows("begin");
    if (await claimFirstAccount(tx)) await write(tx, new Date());
    await tx.rows("commit");
  });
}

async function write(tx: Writer, now: Date): Promise<void> {
  const chance = new Chance(90);
  const begin = new Date(now.getTime() - 91 * dayMs);
  const people = new Map(demoPeople.map(({ key }) => [key, chance.uuidV7(begin)]));
  const passwordHash = await hashPassword(demoPassword);
  await insert(
    tx,
    "control.users",
    demoPeople.map(({ key, name, email }) => ({
      id: people.get(key),
      email,
      name,
      password_hash: passwordHash,
      is_operator: key === operator,
      created_at: begin,
      email_verified_at: begin,
    })),
  );
  for (const content of demoTenants) {
    const tenant = { ...content, id: chance.uuidV7(begin) };
    const { id, slug, name, plan, members } = tenant;
    await tx.rows(
      "insert into control.tenants (id, slug, name, plan, created_at) values ($1, $2, $3, $4, $5)",
      [id, slug, name, plan, begin],
    );
    await insert(tx, "control.slugs", [{ slug, tenant_id: id, created_at: begin }]);
    await insert(
      tx,
      "control.memberships",
      Object.entries(members).map(([key, role]) => ({
        tenant_id: id,
        user_id: people.get(key),
        role,
        created_at: begin,
      })),
    );
    const work = workOf(tenant, people, chance, now);
    await insert(tx, "tenant.projects", work.projects);
    await insert(tx, "tenant.tasks", work.tasks);
    await insert(tx, "tenant.comments", work.comments);
    await writeDemoAudit(tx, id);
  }
}

/** All rows have the same columns. */
async function insert(tx: Writer, table: string, rows: object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  await tx.rows(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}
