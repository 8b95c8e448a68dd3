import { afterAll, expect } from "vitest";
import { allTables } from "#app/domain/entities.ts";
import { definitions } from "#app/domain/query.ts";
import { Checkout } from "#db/driver.ts";
import { attackMark } from "./statements.ts";

/** Statements must hold tenants' tables to one tenant, as if RLS were off, or be marked `acrossTenants`. */

const ofTenants = allTables.filter(({ meta }) => Object.hasOwn(meta.properties, "tenantId"));
/** The column of each that says which tenant a row is of. */
const columns = new Map(ofTenants.map(({ meta }) => [`${meta.schema}.${meta.tableName}`, "tenant_id"]));
columns.set("control.tenants", "id");

const keywords = new Set(
  "as on where set using values select inner left right cross join lateral order group limit returning for default".split(
    " ",
  ),
);
const naming =
  /\b(from|join|update|into|using|,)\s+(?:only\s+)?"?(control|tenant)"?\."?(\w+)\b(?!"?\.)"?(?:\s+(?:as\s+)?"?(\w+)"?)?/gi;

/** Those that a statement names and doesn't hold to one tenant: each mention needs a condition of its own. */
export function looseTables(sql: string): string[] {
  const mentions = new Map<string, number>();
  return [...sql.matchAll(naming)].flatMap(([, verb = "", schema = "", name = "", word = ""]) => {
    const table = `${schema}.${name}`;
    const tenantColumn = columns.get(table);
    if (!tenantColumn) return [];
    if (verb.toLowerCase() === "into") return /\(([^)]*\btenant_id\b[^)]*)\)/.test(sql) ? [] : [table];
    const alias = keywords.has(word.toLowerCase()) ? "" : word;
    const called = `${table} ${alias}`;
    const mention = (mentions.get(called) ?? 0) + 1;
    mentions.set(called, mention);
    const column = `(?:"?${alias || name}"?\\.)"?${tenantColumn}"?|(?<![."\\w])"?${tenantColumn}"?`;
    const value = `\\$\\d+|'[0-9a-f-]{36}'|"?\\w+"?\\."?tenant_id"?`;
    const held = new RegExp(
      `(?:${column})(?:::uuid)?\\s*=\\s*(?:${value})|(?:\\w+\\.)"?tenant_id"?\\s*=\\s*(?:${column})`,
      "gi",
    );
    // The ORM deletes by both columns of the key.
    const keyed = /\("id", "tenant_id"\) in \(\('/.test(sql);
    return keyed || [...sql.matchAll(held)].length >= mention ? [] : [table];
  });
}

/** All that this file sends is an attack, also through the ORM. */
const attacking = /tests\/isolation\/tables\.test\.ts$/;

const loose = new Map<string, string[]>();
const { executeQuery } = Checkout.prototype;

Checkout.prototype.executeQuery = function watched(statement) {
  const found = looseTables(statement.sql);
  if (found.length > 0 && !statement.sql.startsWith(attackMark)) loose.set(statement.sql, found);
  return executeQuery.call(this, statement) as never;
};

afterAll(() => {
  if (attacking.test(expect.getState().testPath ?? "")) return;
  const across = new Set(
    definitions.flatMap((definition) => (definition.acrossTenants ? [definition.compile().sql] : [])),
  );
  const found = [...loose].filter(([sql]) => !across.has(sql)).map(([sql, names]) => `${names}: ${sql}`);
  loose.clear();
  expect(found, "statements on tables of tenants that no filter holds to one").toEqual([]);
});
