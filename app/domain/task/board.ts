import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import type { TenantWriter } from "#db/transaction.ts";
import type { TaskStatus } from "./table.ts";

/**
 * The order of the cards on a project's board. A card's position is a text that sorts between its neighbours' and
 * leaves room for more (David Greenspan, "Implementing fractional indexing"), so that a move changes one row. All of it
 * is called with the project locked (`lockProject`): the neighbours are those of that moment.
 */

/** A place on the board as a person means it: under one card, or over another, or else at an end of the column. */
export interface Place {
  status: TaskStatus;
  afterId?: string | null;
  beforeId?: string | null;
  /** The bottom, if not given. */
  edge?: "top" | "bottom" | null;
}

interface Column {
  tx: TenantWriter;
  projectId: string;
  status: TaskStatus;
  /** The card on its way, which is nobody's neighbour. */
  movingId: string | null;
}

interface Card {
  id: string;
  position: string;
}

/** The position for a card at a place. A neighbour that has gone elsewhere meanwhile is passed over. */
export async function positionAt(
  tx: TenantWriter,
  projectId: string,
  place: Place,
  movingId: string | null = null,
): Promise<string> {
  const column = { tx, projectId, status: place.status, movingId };
  const key = await keyAt(column, place);
  if (key !== null) return key;
  await spread(column);
  return (await keyAt(column, place)) ?? generateKeyBetween(null, null);
}

/** Puts a card at a position. Neither its version nor its date of change is touched: what it says is the same. */
export async function reposition(tx: TenantWriter, taskId: string, position: string): Promise<void> {
  // Index: tasks_pkey.
  await tx.rows("update tenant.tasks set position = $3 where tenant_id = $1 and id = $2", [
    tx.tenantId,
    taskId,
    position,
  ]);
}

/** A key between the neighbours of a place; null if their own keys leave none, because they are alike or no keys. */
async function keyAt(column: Column, place: Place): Promise<string | null> {
  const [above, below] = await neighbours(column, place);
  if (above !== null && below !== null && above >= below) return null;
  try {
    return generateKeyBetween(above, below);
  } catch {
    return null;
  }
}

async function neighbours(
  column: Column,
  { afterId, beforeId, edge }: Place,
): Promise<[string | null, string | null]> {
  const after = afterId ? await findCard(column, afterId) : undefined;
  if (after) return [after.position, await positionBeside(column, ">", after)];
  const before = beforeId ? await findCard(column, beforeId) : undefined;
  if (before) return [await positionBeside(column, "<", before), before.position];
  if (edge === "top") return [null, await positionBeside(column, ">", null)];
  return [await positionBeside(column, "<", null), null];
}

const inColumn = "tenant_id = $1 and project_id = $2 and status = $3 and id is distinct from $4::uuid";
const columnKey = ({ tx, projectId, status, movingId }: Column) => [tx.tenantId, projectId, status, movingId];

// Index: tasks_pkey.
async function findCard(column: Column, id: string): Promise<Card | undefined> {
  const [card] = await column.tx.rows<Card>(
    `select id, position from tenant.tasks where ${inColumn} and id = $5`,
    [...columnKey(column), id],
  );
  return card;
}

/** The position of the next card under (`>`) or over (`<`) another one, or of the column's first or last. Index: tasks_board. */
async function positionBeside(column: Column, side: ">" | "<", card: Card | null): Promise<string | null> {
  const direction = side === ">" ? "asc" : "desc";
  const [beside] = await column.tx.rows<Card>(
    `select id, position from tenant.tasks
     where ${inColumn} ${card ? `and (position, id) ${side} ($5, $6::uuid)` : ""}
     order by position ${direction}, id ${direction}
     limit 1`,
    card ? [...columnKey(column), card.position, card.id] : columnKey(column),
  );
  return beside?.position ?? null;
}

/** Gives the cards of a column new positions in the order they have: only for rows that were written without the board. */
async function spread({ tx, projectId, status }: Column): Promise<void> {
  // Index: tasks_board.
  const cards = await tx.rows<{ id: string }>(
    `select id from tenant.tasks where tenant_id = $1 and project_id = $2 and status = $3 order by position, id`,
    [tx.tenantId, projectId, status],
  );
  // Index: tasks_pkey.
  await tx.rows(
    `update tenant.tasks t set position = given.position
     from unnest($2::uuid[], $3::text[]) as given (id, position)
     where t.tenant_id = $1 and t.id = given.id`,
    [tx.tenantId, cards.map((card) => card.id), generateNKeysBetween(null, null, cards.length)],
  );
}
