import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrationsDir } from "./migrate.ts";

/** `npm run db:new -- invoice`: a migration for a new noun of the tenant plane, ready to be filled in. */

/** The migration that gives a noun its table. @param noun one thing, such as `invoice`; letters, digits and underscores. */
export function migrationFor(noun: string): string {
  const table = noun.endsWith("s") ? noun : `${noun}s`;
  return `-- What ${table} are, and what may be relied on.

create table tenant.${table} (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id)
  -- A reference takes the tenant along: foreign key (tenant_id, project_id) references tenant.projects on delete cascade
);
-- Every index starts with the tenant.
create index ${table}_newest on tenant.${table} (tenant_id, created_at desc, id desc);

select control.raise_wall('tenant.${table}');
select control.keep_audit('tenant.${table}', '${noun}', 'name');
`;
}

/** The number after the last one's. */
export function nextNumber(names: readonly string[]): string {
  const numbers = names.map((name) => Number(/^(\d{4})_/.exec(name)?.[1] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(4, "0");
}

async function main(given: string[]): Promise<number> {
  const [noun] = given;
  if (given.length !== 1 || !noun || !/^[a-z][a-z0-9_]{0,40}$/.test(noun)) {
    console.error("Usage: npm run db:new -- <noun>, in lower case with underscores, such as invoice");
    return 2;
  }
  const number = nextNumber(await readdir(migrationsDir));
  const path = join(migrationsDir, `${number}_${noun}.sql`);
  await writeFile(path, migrationFor(noun), { flag: "wx" });
  console.log(`Wrote ${path}\nFill in its columns, then run: npm run rowhouse -- migrate`);
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
