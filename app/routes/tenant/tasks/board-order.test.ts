import { expect, test } from "vitest";
import {
  type BoardColumns,
  columnsOf,
  moved,
  neighboursOf,
  type PresentedCard,
  spotOf,
  stepFrom,
} from "./board-order.ts";

const card = (id: string, status: PresentedCard["status"]): PresentedCard => ({
  id,
  title: id,
  status,
  assignee: null,
  dueOn: null,
  isOverdue: false,
  comments: null,
});
const board = columnsOf([card("a", "todo"), card("b", "todo"), card("c", "todo"), card("d", "doing")]);
const ids = (columns: BoardColumns) =>
  [columns.todo, columns.doing, columns.done].map((column) => column.map(({ id }) => id).join(""));

test("a card goes up and down its own column", () => {
  expect(ids(moved(board, "a", { status: "todo", index: 1 }))).toEqual(["bac", "d", ""]);
  expect(ids(moved(board, "c", { status: "todo", index: 0 }))).toEqual(["cab", "d", ""]);
});

test("a card goes to another column and takes its status along", () => {
  const after = moved(board, "b", { status: "done", index: 0 });
  expect(ids(after)).toEqual(["ac", "d", "b"]);
  expect(after.done[0]?.status).toBe("done");
});

test("arrow keys stop at the edges of the board", () => {
  expect(stepFrom(board, { status: "todo", index: 0 }, "ArrowUp")).toBeNull();
  expect(stepFrom(board, { status: "todo", index: 2 }, "ArrowDown")).toBeNull();
  expect(stepFrom(board, { status: "todo", index: 0 }, "ArrowLeft")).toBeNull();
  expect(stepFrom(board, { status: "done", index: 0 }, "ArrowRight")).toBeNull();
});

test("an arrow to the side goes no lower than the end of that column", () => {
  expect(stepFrom(board, { status: "todo", index: 2 }, "ArrowRight")).toEqual({ status: "doing", index: 1 });
});

test("the server is told the neighbours", () => {
  const after = moved(board, "d", { status: "todo", index: 1 });
  expect(spotOf(after, "d")).toEqual({ status: "todo", index: 1 });
  expect(neighboursOf(after, "d")).toEqual({ status: "todo", afterId: "a", beforeId: "b", edge: "bottom" });
  expect(neighboursOf(board, "d")).toEqual({ status: "doing", afterId: "", beforeId: "", edge: "top" });
});
