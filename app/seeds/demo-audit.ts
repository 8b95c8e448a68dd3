import { escapeLiteral } from "pg";
import type { Writer } from "#db/transaction.ts";

/** Made from the rows, in order of time: their own triggers would date every event today. */
export async function writeDemoAudit(tx: Writer, tenantId: string): Promise<void> {
  await tx.rows(chainOf(tenantId));
}

// A DO block takes no parameters.
const chainOf = (tenantId: string) => `
  do $$
  declare
    seeded constant uuid := ${escapeLiteral(tenantId)};
    event tenant.audit_events;
    last bytea := '';
    number bigint := 0;
  begin
    for event in
      with happened (at, actor_id, verb, object_type, object_id, object_name, before, after) as (
        select created_at, null, 'workspace.created', 'workspace', id::text, name, null::jsonb,
          jsonb_build_object('name', name, 'slug', slug, 'plan', plan)
        from control.tenants where id = seeded
        union all
        select created_at, user_id, 'member.joined', 'member', user_id::text, null, null, jsonb_build_object('role', role)
        from control.memberships where tenant_id = seeded
        union all
        select created_at, created_by, 'project.created', 'project', id::text, name, null,
          jsonb_build_object('name', name, 'description', control.shortened(to_jsonb(description), 200))
        from tenant.projects where tenant_id = seeded
        union all
        select archived_at, coalesce(updated_by, created_by), 'project.archived', 'project', id::text, name,
          jsonb_build_object('archived_at', null), jsonb_build_object('archived_at', archived_at)
        from tenant.projects where tenant_id = seeded and archived_at is not null
        union all
        select created_at, created_by, 'task.created', 'task', id::text, title, null,
          jsonb_build_object('title', title, 'status', 'todo', 'project_id', project_id, 'due_on', due_on)
        from tenant.tasks where tenant_id = seeded
        union all
        select updated_at, coalesce(updated_by, created_by), 'task.changed', 'task', id::text, title,
          jsonb_build_object('status', 'todo'), jsonb_build_object('status', status)
        from tenant.tasks where tenant_id = seeded and status <> 'todo'
        union all
        select created_at, author_id, 'comment.created', 'comment', id::text, null, null,
          jsonb_build_object('body', control.shortened(to_jsonb(body), 200), 'task_id', task_id)
        from tenant.comments where tenant_id = seeded
      )
      select seeded, 0, at, actor_id, case when actor_id is null then 'system' else 'user' end,
        verb, object_type, object_id, object_name, before, after, null, null, ''::bytea, ''::bytea
      from happened order by at, verb <> 'workspace.created'
    loop
      number := number + 1;
      event.id := number;
      event.previous_hash := last;
      last := control.write_event(event);
    end loop;
    update tenant.audit_heads set length = number, hash = last, at = event.at where tenant_id = seeded;
  end $$`;
