import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import { sql } from "kysely";
import { type Source, tenantChange, tenantQuery } from "#app/domain/query.ts";
import type { TenantWriter } from "#db/transaction.ts";
import type { TaskStatus } from "./status.ts";

/**
 * The order of cards. A position is a text between its neighbours' with room for more (David Greenspan,
 * "Implementing fractional indexing"): a move changes one row. Call all of it with the project locked.
 */

/** Under one card, or over another, or else at an end of the column. */
export interface Place {
  status: TaskStatus;
  afterId?: string | null;
  beforeId?: string | null;
  /** The bottom, if not given. */
  edge?: "top" | "bottom" | null;
}

interface Column {
  projectId: string;
  status: TaskStatus;
  movingId: string | null;
}

/** Passes over a neighbour that has gone elsewhere meanwhile. */
export async function positionAt(
  tx: TenantWriter,
  projectId: string,
  place: Place,
  movingId: string | null = null,
): Promise<string> {
  const column = { projectId, status: place.status, movingId };
  const key = await keyAt(tx, column, place);
  if (key !== null) return key;
  await spread(tx, column);
  return (await keyAt(tx, column, place)) ?? generateKeyBetween(null, null);
}

/** Leaves version and date of change as they are: the text is the same. Index: tasks_pkey. */
export const reposition = tenantChange((db, { id, position }: { id: string; position: string }) =>
  db.updateTable("tasks").set({ position }).where("id", "=", id),
);

/** Null if the neighbours' keys leave no room, because they are alike or no keys. */
async function keyAt(tx: TenantWriter, column: Column, place: Place): Promise<string | null> {
  const [above, below] = await neighbours(tx, column, place);
  if (above !== null && below !== null && above >= below) return null;
  try {
    return generateKeyBetween(above, below);
  } catch {
    return null;
  }
}

async function neighbours(
  tx: TenantWriter,
  column: Column,
  { afterId, beforeId, edge }: Place,
): Promise<[string | null, string | null]> {
  const after = afterId ? await cardById.first(tx, { ...column, id: afterId }) : null;
  if (after) return [after.position, await positionOf(cardBelow.first(tx, { ...column, ...after }))];
  const before = beforeId ? await cardById.first(tx, { ...column, id: beforeId }) : null;
  if (before) return [await positionOf(cardAbove.first(tx, { ...column, ...before })), before.position];
  if (edge === "top") return [null, await positionOf(firstCard.first(tx, column))];
  return [await positionOf(lastCard.first(tx, column)), null];
}

async function positionOf(found: Promise<Card | null>): Promise<string | null> {
  return (await found)?.position ?? null;
}

interface Card {
  id: string;
  position: string;
}

function cardsOf(db: Source, { projectId, status, movingId }: Column) {
  return db
    .selectFrom("tasks")
    .select(["id", "position"])
    .where("project_id", "=", projectId)
    .where("status", "=", status)
    .where(sql<boolean>`id is distinct from ${movingId}::uuid`);
}

/** Index: tasks_pkey. */
const cardById = tenantQuery((db, wanted: Column & { id: string }) =>
  cardsOf(db, wanted).where("id", "=", wanted.id),
);

/** Index: tasks_board. */
const cardBelow = tenantQuery((db, at: Column & Card) =>
  cardsOf(db, at)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("position", "id"), ">", tuple(at.position, at.id)))
    .orderBy("position")
    .orderBy("id")
    .limit(1),
);

/** Index: tasks_board. */
const cardAbove = tenantQuery((db, at: Column & Card) =>
  cardsOf(db, at)
    .where(({ eb, refTuple, tuple }) => eb(refTuple("position", "id"), "<", tuple(at.position, at.id)))
    .orderBy("position", "desc")
    .orderBy("id", "desc")
    .limit(1),
);

/** Index: tasks_board. */
const firstCard = tenantQuery((db, column: Column) =>
  cardsOf(db, column).orderBy("position").orderBy("id").limit(1),
);

/** Index: tasks_board. */
const lastCard = tenantQuery((db, column: Column) =>
  cardsOf(db, column).orderBy("position", "desc").orderBy("id", "desc").limit(1),
);

/** Keeps the order. Only for rows that were written without the board. */
async function spread(tx: TenantWriter, column: Column): Promise<void> {
  const ids = (await cardsInOrder(tx, { ...column, movingId: null })).map((card) => card.id);
  await placeEach(tx, { ids, positions: generateNKeysBetween(null, null, ids.length) });
}

/** Index: tasks_board. */
const cardsInOrder = tenantQuery((db, column: Column) =>
  cardsOf(db, column).orderBy("position").orderBy("id"),
);

/** Index: tasks_pkey. */
const placeEach = tenantChange((db, { ids, positions }: { ids: string[]; positions: string[] }) =>
  db
    .updateTable("tasks")
    .from(sql<Card>`unnest(${ids}::uuid[], ${positions}::text[])`.as<"given">(sql`given (id, position)`))
    .set((task) => ({ position: task.ref("given.position") }))
    .whereRef("tasks.id", "=", "given.id"),
);
