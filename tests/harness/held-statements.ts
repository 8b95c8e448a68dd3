import { afterAll, expect } from "vitest";
import { allTables } from "#app/domain/entities.ts";
import { definitions } from "#app/domain/query.ts";
import { Checkout } from "#db/driver.ts";
import { viewSchema } from "#db/tenant-filter.ts";
import { attackMark } from "./statements.ts";

/** Statements must hold tenants' tables to one tenant, as if RLS were off, or be marked `acrossTenants`. */

const ofTenants = allTables.filter(({ meta }) => Object.hasOwn(meta.properties, "tenantId"));
/** The column of each that says which tenant a row is of. */
const columns = new Map([["control.tenants", "id"]]);
for (const { meta } of ofTenants) columns.set(`${meta.schema}.${meta.tableName}`, "tenant_id");
for (const table of [...columns.keys()]) columns.set(table.replace(/^\w+/, viewSchema), "tenant_key");

const keywords = new Set(
  "as on where set using values select inner left right cross join lateral order group limit returning for default".split(
    " ",
  ),
);
const naming =
  /\b(from|join|update|into|using|,)\s+(?:only\s+)?"?(control|tenant|entered)"?\."?(\w+)\b(?!"?\.)"?(?:\s+(?:as\s+)?"?(\w+)"?)?/gi;

interface Mention {
  table: string;
  alias: string;
  tenantColumn: string;
}

function mentionsIn(sql: string): Mention[] {
  return [...sql.matchAll(naming)].flatMap(([, verb = "", schema = "", name = "", word = ""]) => {
    const table = `${schema}.${name}`;
    const tenantColumn = columns.get(table);
    if (!tenantColumn || verb.toLowerCase() === "into") return [];
    return [{ table, alias: keywords.has(word.toLowerCase()) || !word ? name : word, tenantColumn }];
  });
}

const qualified = `(?:(?:"?\\w+"?\\.)?"?(\\w+)"?\\.)?"?(tenant_id|tenant_key|id)"?(?:::uuid)?`;
const given = `(\\$\\d+)`;
/** As the filter writes it for a view. */
const heldKey = /\(case when (\S+"tenant_key" = \$\d+) then true end\) is not null/g;
const heldTo = new RegExp(
  `(?<![."\\w]|\\bor )${qualified}\\s*=\\s*(?:${given}|${qualified})(?![\\w"]| or\\b)`,
  "gi",
);

/**
 * Those that a statement names and doesn't hold to one tenant. Each mention needs a condition of its own, on
 * a value, or on the tenant of a mention that is held. A column without its table is of the only table there is.
 */
export function looseTables(statement: string): string[] {
  const sql = statement.replaceAll(heldKey, "$1");
  const inserted = [...sql.matchAll(/\binto\s+"?(control|tenant|entered)"?\."?(\w+)"?/gi)]
    .map(([, schema, name]) => `${schema}.${name}`)
    .filter((table) => columns.has(table) && !/\(([^)]*\btenant_id\b[^)]*)\)/.test(sql));
  // The ORM deletes by both columns of the key.
  if (/\("id", "tenant_key"\) in \(\(\$\d/.test(sql)) return inserted;
  const mentions = mentionsIn(sql);
  const isAlone = [...sql.matchAll(naming)].length === 1;
  const isOf = ({ alias, tenantColumn }: Mention, of: string | undefined, column: string | undefined) =>
    column === tenantColumn && (of === alias || (of === undefined && isAlone));
  const conditions = [...sql.matchAll(heldTo)];
  const held = new Set<Mention>();
  for (let before = -1; before < held.size; ) {
    before = held.size;
    for (const mention of mentions) {
      const own = conditions.filter(([, of, column, value, otherOf, otherColumn]) => {
        const left = isOf(mention, of, column);
        if (value) return left;
        const isHeld = (name: string | undefined, other: string | undefined) =>
          [...held].some((one) => one !== mention && isOf(one, name, other));
        return (
          (left && isHeld(otherOf, otherColumn)) ||
          (isOf(mention, otherOf, otherColumn) && isHeld(of, column))
        );
      });
      const namesakes = mentions.filter(({ alias }) => alias === mention.alias);
      if (own.length >= namesakes.length) held.add(mention);
    }
  }
  const loose = mentions.filter((mention) => !held.has(mention)).map(({ table }) => table);
  return [...new Set([...inserted, ...loose])];
}

/** All that this file sends is an attack, also through the ORM. */
const attacking = /tests\/isolation\/tables\.test\.ts$/;

const loose = new Map<string, string[]>();
/** Other connections of the role can read a statement's text: values travel apart from it. */
const telling = new Set<string>();
const valueInText = /^(?!explain ).*'[0-9a-f]{8}-[0-9a-f]{4}-/s;
const { executeQuery } = Checkout.prototype;

Checkout.prototype.executeQuery = function watched(statement) {
  const found = looseTables(statement.sql);
  if (!statement.sql.startsWith(attackMark)) {
    if (found.length > 0) loose.set(statement.sql, found);
    if (valueInText.test(statement.sql)) telling.add(statement.sql);
  }
  return executeQuery.call(this, statement) as never;
};

afterAll(() => {
  if (attacking.test(expect.getState().testPath ?? "")) return;
  const across = new Set(
    definitions.flatMap((definition) => (definition.acrossTenants ? [definition.compile("tables").sql] : [])),
  );
  const found = [...loose].filter(([sql]) => !across.has(sql)).map(([sql, names]) => `${names}: ${sql}`);
  const told = [...telling];
  loose.clear();
  telling.clear();
  expect(told, "statements with a value in their text").toEqual([]);
  expect(found, "statements on tables of tenants that no filter holds to one").toEqual([]);
});
