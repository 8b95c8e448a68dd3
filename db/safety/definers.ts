import type { ClientBase } from "pg";
import { definerFunctions } from "#db/wall-exceptions.ts";

interface FunctionFacts {
  signature: string;
  owner: string;
  isDefiner: boolean;
  searchPathIsFixed: boolean;
  everybodyMayRun: boolean;
}

/**
 * Our own functions, and all that run with their owner's rights; those of extensions left out. PostgreSQL looks up types
 * and tables in pg_temp first unless the search_path names it: where it stands last, nothing of a session's own can stand
 * in for what the function means. That goes for those that run as their caller, too, because a definer may be the caller.
 */
const sql = `
  select p.oid::regprocedure::text as signature, p.proowner::regrole::text as owner, p.prosecdef as "isDefiner",
    coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false) as "searchPathIsFixed",
    exists (
      select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl where acl.grantee = 0
    ) as "everybodyMayRun"
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where (p.prosecdef or n.nspname in ('control', 'tenant')) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  order by 1`;

/** Every function has the one search_path; definers are the known ones, with their owner, and no public right to run. */
export async function definerProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<FunctionFacts>(sql);
  const missing = Object.keys(definerFunctions).filter(
    (signature) => !rows.some((row) => row.signature === signature && row.isDefiner),
  );
  return [
    ...missing.map(
      (signature) => `${signature} is not there as a security definer function: run the migrations`,
    ),
    ...rows
      .filter(({ searchPathIsFixed }) => !searchPathIsFixed)
      .map(({ signature }) => `${signature} must have set search_path = pg_catalog, pg_temp`),
    ...rows.filter(({ isDefiner }) => isDefiner).flatMap(problemsOfDefiner),
  ];
}

function problemsOfDefiner({ signature, owner, everybodyMayRun }: FunctionFacts): string[] {
  const known = definerFunctions[signature];
  if (!known) {
    return [`${signature} runs with its owner's rights: give the reason in db/wall-exceptions.ts`];
  }
  return [
    ...(known.owner === owner ? [] : [`${signature} belongs to ${owner}, not to ${known.owner}`]),
    ...(everybodyMayRun ? [`${signature} may be run by everybody: revoke all on it from public`] : []),
  ];
}
