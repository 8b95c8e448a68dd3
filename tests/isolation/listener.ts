import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { urlAs } from "#db/roles.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import { type Asked, asValue, otherThan, questions, type Value } from "./questions.ts";
import { type Stage, setStage } from "./stage.ts";
import { areTold, type Counted, countedRelations, countersOf, planners, removeDeadRows } from "./tells.ts";

/**
 * A query that gets no row may still tell one: whether a row fits what it asked for shows if the wall's function is
 * called for it alone, by an error, by what EXPLAIN ANALYZE says was executed, and by PostgreSQL's counters. A thief
 * asks each column that rowhouse_app may name for a value that acme has, and for one that no tenant has.
 */

export interface Probe extends Omit<Asked, "value"> {
  held: Value;
  missing: Value;
}

const longTexts: Record<string, string> = {
  "entered.projects": "description",
  "entered.tasks": "description",
  "entered.comments": "body",
};

/** What a connection says of itself. */
const thieves: Record<string, (stage: Stage) => Record<string, string>> = {
  "with nothing": () => ({}),
  "with a tenant's id": ({ acme }) => ({ "app.tenant_id": acme.id }),
  "with an id that is none": () => ({ "app.tenant_id": "not a uuid", "app.session": "none" }),
  "with another tenant's session": ({ acme, globexOwner }) => ({
    "app.tenant_id": acme.id,
    "app.session": globexOwner.session,
  }),
  "inside another tenant": ({ globex, globexOwner }) => ({
    "app.tenant_id": globex.id,
    "app.session": globexOwner.session,
  }),
};

export class Listener {
  readonly stage: Stage;
  readonly probes: readonly Probe[];
  readonly #db: TestDatabase;
  readonly #relations: Counted;

  static async at(db: TestDatabase): Promise<Listener> {
    const stage = await setStage(db.admin);
    for (const [view, column] of Object.entries(longTexts))
      await db.admin.query(
        `update ${view.replace(/^entered/, "tenant")} set ${column} = $2 where tenant_id = $1`,
        [stage.acme.id, randomBytes(3_700).toString("base64")],
      );
    await removeDeadRows(db.admin);
    return new Listener(db, stage, await countedRelations(db.admin), await findProbes(db, stage));
  }

  private constructor(db: TestDatabase, stage: Stage, relations: Counted, probes: readonly Probe[]) {
    this.#db = db;
    this.stage = stage;
    this.#relations = relations;
    this.probes = probes;
  }

  /** A connection of requests' role. */
  async asThief<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const { url, secret } = this.#db;
    const client = new Client({ connectionString: urlAs("rowhouse_app", url, secret) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** What a thief sees of a statement, without the value. */
  async seen(client: Client, sql: string, value: Value): Promise<string> {
    const before = await countersOf(client, this.#relations);
    try {
      const { rows } = await client.query<{ "QUERY PLAN": string }>(
        `explain (analyze, costs off, timing off, summary off, buffers off) ${sql}`,
      );
      const plan = rows
        .map((row) => row["QUERY PLAN"])
        .join("\n")
        .replaceAll(/'[^']*'|(?<=[<>=] )\d+/g, "value");
      const after = await countersOf(client, this.#relations);
      const counted = after.map((count, place) => count - (before[place] ?? 0));
      return `${plan}\n${counted}`;
    } catch (error) {
      return (error as Error).message.replaceAll(value.sql, "value");
    }
  }

  /** Columns that tell, and how. */
  told(some = this.probes): Promise<string[]> {
    return this.asThief(async (client) => {
      const found: string[] = [];
      for (const [thief, settings] of Object.entries(thieves)) {
        const says = [
          ...Object.entries(settings(this.stage)).map(([name, value]) => `${name} = '${value}'`),
          `my.tenant = '${this.stage.globex.id}'`,
          // Parallel workers race: what each of them counts is chance.
          "max_parallel_workers_per_gather = 0",
          // Made by a first look: making plans reads, too.
          "plan_cache_mode = force_generic_plan",
        ];
        for (const probe of some)
          await this.#look(
            client,
            questions.equal?.({ ...probe, value: probe.missing }) ?? "",
            probe.missing,
            says,
          );
        for (const [planner, switches] of Object.entries(planners)) {
          for (const probe of some) {
            for (const [way, question] of Object.entries(questions)) {
              const asked = (value: Value) => question({ ...probe, value }) ?? "";
              const look = (value: Value) => this.#look(client, asked(value), value, [...says, ...switches]);
              if (!asked(probe.held)) continue;
              const isTold = await areTold(
                () => look(probe.held),
                () => look(probe.missing),
              );
              if (isTold) found.push(`${probe.view}.${probe.column} ${way}, ${thief}, ${planner}`);
            }
          }
        }
      }
      return found;
    });
  }

  async #look(client: Client, sql: string, value: Value, settings: readonly string[]): Promise<string> {
    await client.query(`begin; ${settings.map((setting) => `set local ${setting};`).join("")}`);
    const what = await this.seen(client, sql, value);
    await client.query("rollback");
    return what;
  }
}

/** Of values that the other tenant has as well, there is nothing to tell. */
async function findProbes({ admin }: TestDatabase, stage: Stage): Promise<Probe[]> {
  const [own, other] = [stage.globex.id, stage.acme.id];
  interface ShownColumn {
    view: string;
    table: string;
    column: string;
    type: string;
  }
  const { rows: columns } = await admin.query<ShownColumn>(`
    select c.oid::regclass::text as view, shown.oid::regclass::text as table, quote_ident(a.attname) as column,
      a.atttypid::regtype::text as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_class shown on shown.relname = c.relname and shown.relkind in ('r', 'p')
    where c.relnamespace = 'entered'::regnamespace and c.relkind = 'v'
      and has_column_privilege('rowhouse_app', c.oid, a.attnum, 'select')
    order by c.oid::regclass::text, a.attnum`);
  const found: Probe[] = [];
  for (const { view, table, column, type } of columns) {
    const tenantColumn = view === "entered.tenants" ? "id" : "tenant_id";
    const { rows } = await admin.query<{ value: string }>(
      `select ${column}::text as value from ${table} where tenant_key = $1 and ${column} is not null
         and ${column} not in (select ${column} from ${table} where tenant_key = $2 and ${column} is not null) limit 1`,
      [other, own],
    );
    const value = rows[0]?.value;
    if (value === undefined) continue;
    const [held, missing] = [asValue(value, type), asValue(otherThan(value, type), type)];
    found.push({
      view,
      column,
      tenantColumn,
      held,
      missing,
      long: longTexts[view] ?? "null::text",
      own,
      other,
    });
  }
  return found;
}
