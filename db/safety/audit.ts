import type { ClientBase } from "pg";
import { withoutAudit } from "#db/wall-exceptions.ts";

/** Tables of tenants, and control.tenants, whose trigger of control.keep_audit is missing or off. */
const sql = `
  select c.oid::regclass::text as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname in ('control', 'tenant')
    and (c.oid = to_regclass('control.tenants') or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    ))
    and not exists (
      select from pg_trigger t
      where t.tgrelid = c.oid and t.tgfoid = to_regproc('control.note_change') and t.tgenabled in ('O', 'A')
    )
  order by 1`;

export async function auditProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql);
  return rows
    .filter(({ name }) => !withoutAudit[name])
    .map(
      ({ name }) =>
        `${name} is not in the audit log: its migration must call control.keep_audit('${name}', …)`,
    );
}
