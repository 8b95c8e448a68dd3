import type { ClientBase } from "pg";
import { definerFunctions } from "#db/definer-functions.ts";

interface FunctionFacts {
  signature: string;
  owner: string;
  isDefiner: boolean;
  isInFile: boolean;
  searchPathIsFixed: boolean;
  plansAreSecret: boolean;
  everybodyMayRun: boolean;
}

/**
 * PostgreSQL looks up tables and types in pg_temp first unless the search_path names it. With pg_temp last, a
 * session's own objects can't replace what a function means. Functions that run as their caller need that,
 * too: the caller may be a definer function.
 */
const sql = `
  select p.oid::regprocedure::text as signature, p.proowner::regrole::text as owner, p.prosecdef as "isDefiner",
    exists (select from rowhouse.functions f where p.oid::regprocedure::text = any (f.signatures)) as "isInFile",
    coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false) as "searchPathIsFixed",
    not p.prosecdef or coalesce('debug_print_plan=off' = any (p.proconfig), false) as "plansAreSecret",
    exists (
      select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl where acl.grantee = 0
    ) as "everybodyMayRun"
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where (p.prosecdef or n.nspname in ('control', 'tenant', 'rowhouse'))
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  order by 1`;

const missingSql = `
  select signature from rowhouse.functions, unnest(signatures) signature
  where to_regprocedure(signature) is null order by 1`;

/** Each is from a file, with the one search_path and no public right; definer functions are known ones. */
export async function functionProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<FunctionFacts>(sql);
  const { rows: missing } = await client.query<{ signature: string }>(missingSql);
  const definers = rows.filter(({ isDefiner }) => isDefiner);
  return [
    ...missing.map(({ signature }) => `${signature} is not there: run \`rowhouse migrate\``),
    ...Object.keys(definerFunctions)
      .filter((name) => !definers.some(({ signature }) => signature === name))
      .map((name) => `${name} does not run with its owner's rights: make it security definer`),
    ...rows.flatMap(problemsOf),
  ];
}

function problemsOf(facts: FunctionFacts): string[] {
  const { signature, owner, isDefiner, isInFile, searchPathIsFixed, plansAreSecret, everybodyMayRun } = facts;
  const known = definerFunctions[signature];
  if (isDefiner && !known) {
    return [`${signature} runs with its owner's rights: give the reason in db/definer-functions.ts`];
  }
  return [
    ...(isInFile ? [] : [`${signature} is in no file of db/functions: move it there, or drop it`]),
    ...(!known || known.owner === owner ? [] : [`${signature} belongs to ${owner}, not to ${known.owner}`]),
    ...(searchPathIsFixed ? [] : [`${signature} must have set search_path = pg_catalog, pg_temp`]),
    ...(plansAreSecret ? [] : [`${signature} must have set debug_print_plan = off`]),
    ...(everybodyMayRun ? [`${signature} may be run by everybody: revoke all on it from public`] : []),
  ];
}
