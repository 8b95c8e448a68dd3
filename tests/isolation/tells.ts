import type { ClientBase, Pool } from "pg";

/** What a session may tell PostgreSQL about how to run its statements, and what PostgreSQL tells it of them. */

export const planners: Record<string, string[]> = {
  "as it is": [],
  "without seq scans": ["enable_seqscan = off"],
  "without index scans": ["enable_indexscan = off", "enable_indexonlyscan = off", "enable_bitmapscan = off"],
  "with bitmaps alone": ["enable_seqscan = off", "enable_indexscan = off", "enable_indexonlyscan = off"],
  "with free operators": ["cpu_operator_cost = 0", "cpu_tuple_cost = 0"],
  "with costs that overflow": [
    "cpu_operator_cost = '1.79e308'",
    "enable_indexscan = off",
    "enable_bitmapscan = off",
  ],
  "with the smallest costs": [
    "cpu_operator_cost = '0x1p-1074'",
    "enable_indexscan = off",
    "enable_bitmapscan = off",
  ],
  "with nested loops alone": ["enable_hashjoin = off", "enable_mergejoin = off", "cpu_operator_cost = 1000"],
  "without nested loops": ["enable_nestloop = off", "enable_seqscan = off"],
  "in an odd order": [
    ...["enable_mergejoin = off", "enable_indexscan = off", "enable_memoize = off", "geqo_threshold = 2"],
    ...["geqo_seed = 0.588", "random_page_cost = 0", "seq_page_cost = 0", "cpu_index_tuple_cost = 10000"],
  ],
};

export interface Counted {
  /** Also where PostgreSQL keeps their long texts. */
  tables: number[];
  indexes: number[];
}

/** A scan reads them until one finds that nobody needs them, which depends on the moment. */
export async function removeDeadRows(admin: Pool): Promise<void> {
  await admin.query("vacuum (index_cleanup on)");
}

export async function countedRelations(admin: Pool): Promise<Counted> {
  const { rows } = await admin.query<Counted>(`
    with counted as (
      select unnest(array[c.oid, nullif(c.reltoastrelid, 0)]) as relation from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
    )
    select array(select relation::int from counted where relation is not null) as tables,
      array(select i.indexrelid::int from pg_index i join counted on relation = i.indrelid) as indexes`);
  return rows[0] ?? { tables: [], indexes: [] };
}

/** What PostgreSQL counts of them since the connection last reported it, which it does between transactions. */
export async function countersOf(client: ClientBase, { tables, indexes }: Counted): Promise<number[]> {
  const { rows } = await client.query<{ counters: number[] }>({
    name: "counters",
    text: `
      select array(
        select unnest(array[
          pg_stat_get_xact_numscans(o), pg_stat_get_xact_tuples_returned(o), pg_stat_get_xact_tuples_fetched(o)])::int
        from unnest($1::oid[]) o
      ) as counters`,
    values: [[...tables, ...indexes]],
  });
  return rows[0]?.counters ?? [];
}

/**
 * What tells, tells again. Others' changed definitions, and a function's sixth call, make PostgreSQL plan again, which reads and is
 * counted.
 */
export async function areTold(some: () => Promise<string>, none: () => Promise<string>): Promise<boolean> {
  for (let time = 0; time < 3; time++) if ((await some()) === (await none())) return false;
  return true;
}
