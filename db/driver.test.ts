import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { Checkout } from "./driver.ts";

interface Sent {
  name?: string;
  text: string;
}

/** Answers every statement with no rows, except the one that breaks it, and records what it was asked. */
class FakeClient extends EventEmitter {
  readonly sent: Sent[] = [];
  readonly released: (Error | undefined)[] = [];
  readonly connection = { stream: new PassThrough() };
  readonly #breaking: string | undefined;
  constructor(breaking?: string) {
    super();
    this.#breaking = breaking;
  }
  async query(given: string | Sent) {
    const sent = typeof given === "string" ? { text: given } : given;
    if (sent.text === this.#breaking) throw new Error("connection reset");
    this.sent.push(sent);
    return { command: "SELECT", rowCount: 0, rows: [] };
  }
  release(error?: Error) {
    this.released.push(error);
  }
}

function checkout(breaking?: string) {
  const client = new FakeClient(breaking);
  const connection = new Checkout(client as unknown as PoolClient);
  connection.beginWithNext("begin");
  return { client, connection };
}

const select = { sql: "select 1", parameters: [] };

test("a transaction without a statement is neither begun nor ended", async () => {
  const { client, connection } = checkout();
  await connection.end("commit");
  connection.release();
  expect([client.sent, client.released]).toEqual([[], [undefined]]);
});

test("a connection that couldn't end its transaction is thrown away, once", async () => {
  const { client, connection } = checkout("commit");
  await connection.executeQuery(select);
  await expect(connection.end("commit")).rejects.toThrow("connection reset");
  connection.release();
  expect(client.released).toEqual([new Error("connection reset")]);
});

test("a connection that is lost is thrown away at once, and refuses everything from then on", async () => {
  const { client, connection } = checkout();
  await connection.executeQuery(select);
  client.emit("error", new Error("connection reset"));
  expect(client.released).toEqual([new Error("The database ended the connection")]);
  await expect(connection.executeQuery(select)).rejects.toThrow("The database ended the connection");
  connection.release();
  expect(client.released).toHaveLength(1);
  expect(client.listenerCount("error")).toBe(0);
});

test("statements with parameters have a name for each text, up to a bound", async () => {
  const { client, connection } = checkout();
  for (let number = 0; number < 600; number++) {
    await connection.executeQuery({ sql: `select ${number}, $1`, parameters: [1] });
    await connection.executeQuery({ sql: `select ${number}, $1`, parameters: [2] });
  }
  const names = client.sent.slice(1).map(({ name }) => name);
  expect(names[0]).toBe(names[1]);
  expect(new Set(names.filter(Boolean)).size).toBe(500);
  expect(names.at(-1)).toBeUndefined();
});
