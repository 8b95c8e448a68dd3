import { randomUUID } from "node:crypto";
import { escapeLiteral } from "pg";

/** Statements that get no foreign row, but may tell whether one has a value. A new way of asking is a line here. */

export interface Value {
  /** As SQL. */
  sql: string;
  /** An array or an object that has it as the only subscript, as SQL; undefined if the type can't be one. */
  holder: string | undefined;
}

/** What a thief asks: has a row of this view the value in this column? */
export interface Asked {
  view: string;
  column: string;
  /** By which the wall compares. No request may read it: what is said to equal it could take the comparison's place. */
  tenantColumn: "id" | "tenant_id";
  value: Value;
  /** A column with a text that PostgreSQL keeps elsewhere, or a null as SQL: reading it is counted. */
  long: string;
  /** The thief's own tenant's id, and the other's. The setting `my.tenant` begins with the own one. */
  own: string;
  other: string;
}

export function asValue(text: string, type: string): Value {
  const holders: Record<string, string> = {
    text: `${escapeLiteral(JSON.stringify({ [text]: 1 }))}::jsonb`,
    integer: `'[${text}:${text}]={1}'::int[]`,
    smallint: `'[${text}:${text}]={1}'::int[]`,
  };
  return { sql: `${escapeLiteral(text)}::${type}`, holder: holders[type] };
}

/** One that nobody has, of the same length: EXPLAIN writes it. */
export function otherThan(value: string, type: string): string {
  if (type === "uuid") return randomUUID();
  if (type === "jsonb") return '{"none": true}';
  if (type === "boolean") return value === "true" ? "false" : "true";
  if (/^(timestamp|date)/.test(type)) return value.replace(/^\d{4}/, "2150");
  if (type === "bytea") return value.replaceAll(/[0-9a-f]/g, "0");
  if (/int/.test(type)) return "7777";
  return `${value.slice(0, -1)}~`;
}

const rowsOf = ({ view }: Asked, condition: string) => `select from ${view} where ${condition}`;
const rowsOfUnion = ({ view, column }: Asked, condition: string) =>
  `select from (select ${column} from ${view} union all select ${column} from ${view}) u where ${condition}`;

const isWithin = ({ column, value: { sql } }: Asked) => `${column} >= ${sql} and ${column} <= ${sql}`;
/** Costs nothing in the planner's eyes. Undefined if the value can't be a subscript. */
const isSubscript = ({ column, value: { holder } }: Asked) =>
  holder === undefined ? undefined : `(${holder})[${column}] is not null`;

/** EXPLAIN says of the sub-select whether it was executed. */
const executed = (condition: string, value = "true", otherwise = "false") =>
  `case when ${condition} then (select ${value} from generate_series(1, 1) offset 0) else ${otherwise} end`;

/** Undefined if the column can't be asked so. */
export const questions: Record<string, (asked: Asked) => string | undefined> = {
  equal: (asked) => rowsOf(asked, `${asked.column} = ${asked.value.sql}`),
  within: (asked) => rowsOf(asked, isWithin(asked)),
  "one of": (asked) => rowsOf(asked, `${asked.column} = any (array[${asked.value.sql}])`),
  "within, then long": (asked) => rowsOf(asked, `${isWithin(asked)} and ${asked.long} > ''`),
  "made equal to the tenant": (asked) => rowsOf(asked, isMadeEqual(asked, asked.tenantColumn, "uuid")),
  "made equal to the key": (asked) => rowsOf(asked, isMadeEqual(asked, "tenant_key", "text")),
  "equal, of a tenant that changes": (asked) =>
    rowsOf(asked, isOfChanging(asked, asked.tenantColumn, "uuid")),
  "equal, of a key that changes": (asked) => rowsOf(asked, isOfChanging(asked, "tenant_key", "text")),
  subscript: (asked) => {
    const condition = isSubscript(asked);
    return condition && rowsOf(asked, condition);
  },
  "subscript, then long": (asked) => {
    const condition = isSubscript(asked);
    return (
      condition &&
      rowsOf(asked, `case when ${condition} then ('{"none": 1}'::jsonb)[${asked.long}] is null end`)
    );
  },
  // With the smallest costs, half of one is nothing.
  "one of, in a union": (asked) => {
    const { column, value } = asked;
    const condition = `${column} >= any (array[${value.sql}]) and ${column} <= any (array[${value.sql}])`;
    return rowsOfUnion(asked, executed(condition));
  },
  "subscript, in a union": (asked) => {
    const condition = isSubscript(asked);
    return condition && rowsOfUnion(asked, executed(condition));
  },
};

/** An empty array makes its cost NaN, if costs overflow. The planner derives that it equals what the wall compares with, as well. */
function isMadeEqual(asked: Asked, column: string, type: string): string {
  return `${column} = case when ('{}'::timestamptz[])::text[] is null then null
    else ${executed(isWithin(asked), `gen_random_uuid()::${type}`, "null")} end`;
}

/**
 * Of a tenant that is once one's own, and then the other's. The planner asks an index for it in place of what the wall compares
 * with, and asks before whether the two are equal.
 */
function isOfChanging({ column, value, own, other }: Asked, tenantColumn: string, type: string): string {
  // biome-ignore lint/plugin: the thief's own
  const changed = `(select set_config('my.tenant', '${other}', true)) is not null`;
  const tenant = `case when current_setting('my.tenant') = '${own}' and ${changed} then '${own}'::${type}
    else current_setting('my.tenant')::${type} end`;
  return `${tenantColumn} = ${tenant} and ${column} = ${value.sql}`;
}
