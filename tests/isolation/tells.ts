import type { ClientBase } from "pg";

/** What a session may tell PostgreSQL about how to run its statements, and what PostgreSQL tells it of them. */

export const planners: Record<string, string[]> = {
  "as it is": [],
  "without seq scans": ["enable_seqscan = off"],
  "without index scans": ["enable_indexscan = off", "enable_indexonlyscan = off", "enable_bitmapscan = off"],
  "with bitmaps alone": ["enable_seqscan = off", "enable_indexscan = off", "enable_indexonlyscan = off"],
  "with free operators": ["cpu_operator_cost = 0", "cpu_tuple_cost = 0"],
  "with nested loops alone": ["enable_hashjoin = off", "enable_mergejoin = off", "cpu_operator_cost = 1000"],
  "without nested loops": ["enable_nestloop = off", "enable_seqscan = off"],
  "in an odd order": [
    ...["enable_mergejoin = off", "enable_indexscan = off", "enable_memoize = off", "geqo_threshold = 2"],
    ...["geqo_seed = 0.588", "random_page_cost = 0", "seq_page_cost = 0", "cpu_index_tuple_cost = 10000"],
  ],
};

/** What PostgreSQL counts of each table since the connection last reported it, which it does between transactions. */
export async function countersOf(client: ClientBase): Promise<number[]> {
  const { rows } = await client.query<{ counters: number[] }>(`
    select array[seq_scan, seq_tup_read, coalesce(idx_scan, 0), coalesce(idx_tup_fetch, 0)]::int[] as counters
    from pg_stat_xact_all_tables where schemaname in ('control', 'tenant') order by relid`);
  return rows.flatMap(({ counters }) => counters);
}
