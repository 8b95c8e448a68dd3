import type { ClientBase } from "pg";
import { definerFunctions } from "#db/wall-exceptions.ts";

interface FunctionFacts {
  signature: string;
  owner: string;
  searchPathIsEmpty: boolean;
  everybodyMayRun: boolean;
}

/** Functions that run with their owner's rights, those of extensions left out. */
const sql = `
  select p.oid::regprocedure::text as signature, p.proowner::regrole::text as owner,
    coalesce('search_path=""' = any (p.proconfig), false) as "searchPathIsEmpty",
    exists (
      select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl where acl.grantee = 0
    ) as "everybodyMayRun"
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  order by 1`;

/** The security definer functions are the known ones, with an empty search_path, their owner, and no public right to run. */
export async function definerProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<FunctionFacts>(sql);
  const missing = Object.keys(definerFunctions).filter(
    (signature) => !rows.some((row) => row.signature === signature),
  );
  return [
    ...missing.map(
      (signature) => `${signature} is not there as a security definer function: run the migrations`,
    ),
    ...rows.flatMap(({ signature, owner, searchPathIsEmpty, everybodyMayRun }) => {
      const known = definerFunctions[signature];
      if (!known) {
        return [`${signature} runs with its owner's rights: give the reason in db/wall-exceptions.ts`];
      }
      return [
        ...(known.owner === owner ? [] : [`${signature} belongs to ${owner}, not to ${known.owner}`]),
        ...(searchPathIsEmpty ? [] : [`${signature} must have set search_path = ''`]),
        ...(everybodyMayRun ? [`${signature} may be run by everybody: revoke all on it from public`] : []),
      ];
    }),
  ];
}
