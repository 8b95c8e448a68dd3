import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import express from "express";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseConfig } from "#app/base/config.ts";
import { connectRaw, type RawConnection } from "#tests/harness/raw-connection.ts";
import { fairStart } from "./fair-start.ts";
import { requestId } from "./request-id.ts";

const begun: (string | undefined)[] = [];
const handler = express().use(
  requestId({ config: parseConfig({}), isDraining: false }),
  fairStart(),
  (req, res) => {
    begun.push(req.ip);
    res.end();
  },
);
const server = createServer(handler);
const countHeld = promisify(server.getConnections.bind(server));

beforeEach(async () => {
  begun.length = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((closed) => server.close(() => closed()));
});

/** One from each of the addresses. All of them are there when the server looks at its sockets. */
async function askFrom(addresses: string[]): Promise<RawConnection[]> {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = await Promise.all(addresses.map((address) => connectRaw(origin, address)));
  await vi.waitFor(async () => expect(await countHeld()).toBe(addresses.length));
  for (const { socket } of connections) socket.write("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
  return connections;
}

const oneNetwork = Array.from({ length: 200 }, (_, n) => `127.0.7.${1 + (n % 4)}`);

test("two hundred requests of one network are begun one by one, and another's beside the first", async () => {
  const connections = await askFrom([...oneNetwork, "127.0.8.1"]);
  for (const { answerHead } of connections) expect(await answerHead()).toMatch(/^HTTP\/1\.1 200 /);
  expect(begun.indexOf("127.0.8.1")).toBe(1);
  expect(begun.toSorted()).toEqual([...oneNetwork, "127.0.8.1"].toSorted());
});

test("who is gone before the request begins causes no work", async () => {
  const connections = await askFrom(oneNetwork);
  await connections[0]?.answerHead();
  for (const { socket } of connections) socket.resetAndDestroy();
  await vi.waitFor(async () => expect(await countHeld()).toBe(0));
  await (await askFrom(["127.0.7.1"]))[0]?.answerHead();
  expect(begun.length).toBeLessThan(oneNetwork.length / 2);
});
