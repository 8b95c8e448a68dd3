import { once } from "node:events";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConnectionBound } from "#app/process/connection-bound.ts";
import { closeServer, httpServer } from "#app/process/http-server.ts";
import { connectRaw, type RawConnection } from "#tests/harness/raw-connection.ts";

/** 127.0.0.0/8 is all this machine: each connection may come from another address of it. */

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serveBounded(mostPerAddress: number) {
  const seen = { answered: vi.fn(), refused: vi.fn() };
  const bound = new ConnectionBound({ mostPerAddress, onRefused: seen.refused });
  const answer: RequestListener = (_req, res) => {
    seen.answered();
    res.end("served");
  };
  const server = httpServer(answer, (socket) => bound.noteFlood(socket));
  bound.watch(server);
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  ends.push(() => closeServer(server, 0));
  const countHeld = promisify(server.getConnections.bind(server));
  return { ...seen, countHeld, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const ask = ({ socket }: RawConnection) => socket.write("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

async function expectServed(connection: RawConnection) {
  ask(connection);
  expect(await connection.answerHead()).toMatch(/^HTTP\/1\.1 200 /);
}

const expectClosed = ({ socket }: RawConnection) => vi.waitFor(() => expect(socket.closed).toBe(true), 5_000);

test("an address may hold so many connections, and one more is closed without an answer", async () => {
  const { origin, answered, refused } = await serveBounded(3);
  const held = [];
  for (let count = 0; count < 3; count++) held.push(await connectRaw(origin));
  const beyond = await connectRaw(origin);
  ask(beyond);
  await expectClosed(beyond);
  expect(answered).not.toHaveBeenCalled();
  expect(refused.mock.calls).toEqual([["address"]]);
  for (const connection of held) await expectServed(connection);
  await expectServed(await connectRaw(origin, "127.0.0.2"));
});

test("a connection that ends, in whichever way, makes room", async () => {
  const { origin, refused, countHeld } = await serveBounded(2);
  for (let round = 0; round < 5; round++) {
    const [ended, reset] = [await connectRaw(origin), await connectRaw(origin)];
    await expectServed(ended);
    await expectServed(reset);
    ended.socket.end();
    reset.socket.resetAndDestroy();
    await vi.waitFor(async () => expect(await countHeld()).toBe(0), 5_000);
  }
  expect(refused).not.toHaveBeenCalled();
});

test("a network may hold ten times as many", async () => {
  const { origin, refused } = await serveBounded(2);
  const held = [];
  for (let host = 1; host <= 10; host++)
    for (let count = 0; count < 2; count++) held.push(await connectRaw(origin, `127.0.7.${host}`));
  const beyond = await connectRaw(origin, "127.0.7.11");
  await expectClosed(beyond);
  expect(refused.mock.calls).toEqual([["network"]]);
  for (const connection of held) await expectServed(connection);
  await expectServed(await connectRaw(origin, "127.0.8.1"));
});

/** As framing.ts says. */
const flood = `POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n${"1\r\na\r\n".repeat(200)}`;

async function floodFrom(origin: string, address: string, times: number) {
  for (let count = 0; count < times; count++) {
    const { socket, closed } = await connectRaw(origin, address);
    socket.write(flood);
    await closed;
  }
}

async function expectRefused(origin: string, address: string) {
  const connection = await connectRaw(origin, address);
  ask(connection);
  await expect(connection.answerHead()).rejects.toThrow("ended");
}

describe("floods", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("ten from an address close all its connections, and it gets no other until the minute is over", async () => {
    const { origin, answered, refused } = await serveBounded(5);
    const [held, neighbour] = [await connectRaw(origin, "127.0.7.1"), await connectRaw(origin, "127.0.7.2")];
    await floodFrom(origin, "127.0.7.1", 9);
    await expectServed(held);
    answered.mockClear();
    await floodFrom(origin, "127.0.7.1", 1);
    await expectClosed(held);
    await expectRefused(origin, "127.0.7.1");
    vi.advanceTimersByTime(59_000);
    await expectRefused(origin, "127.0.7.1");
    expect(answered).not.toHaveBeenCalled();
    expect(refused.mock.calls).toEqual([["flood"], ["flood"], ["flood"]]);
    await expectServed(neighbour);
    vi.advanceTimersByTime(2_000);
    await expectServed(await connectRaw(origin, "127.0.7.1"));
  });

  test("a hundred from a network close all of its connections, and no others", async () => {
    const { origin } = await serveBounded(20);
    const [held, elsewhere] = [
      await connectRaw(origin, "127.0.7.250"),
      await connectRaw(origin, "127.0.8.1"),
    ];
    for (let host = 1; host <= 12; host++) await floodFrom(origin, `127.0.7.${host}`, host === 12 ? 1 : 9);
    await expectClosed(held);
    await expectRefused(origin, "127.0.7.251");
    await expectServed(elsewhere);
    await expectServed(await connectRaw(origin, "127.0.8.1"));
  });

  test("a minute begins with the first of its floods", async () => {
    const { origin } = await serveBounded(20);
    for (let round = 0; round < 4; round++) {
      vi.advanceTimersByTime(31_000);
      await floodFrom(origin, "127.0.7.1", 4);
    }
    await expectServed(await connectRaw(origin, "127.0.7.1"));
  });
});

test("a request without a host is refused, and thousands are a flood", async () => {
  const { origin, answered } = await serveBounded(20);
  const hostless = "GET / HTTP/1.1\r\n\r\n";
  const { socket, everything } = await connectRaw(origin);
  socket.write(hostless);
  expect(await everything()).toMatch(/^HTTP\/1\.1 400 .*Send the request with a Host\.\n$/s);
  for (let count = 0; count < 10; count++) {
    const connection = await connectRaw(origin);
    connection.socket.write(hostless.repeat(2_000));
    await connection.closed;
  }
  await expectRefused(origin, "127.0.0.1");
  expect(answered).not.toHaveBeenCalled();
});

test("what a client expects and the server doesn't know is refused, and the body with it", async () => {
  const { origin, answered } = await serveBounded(3);
  const connection = await connectRaw(origin);
  const { socket, everything } = connection;
  socket.write("POST / HTTP/1.1\r\nHost: app.test\r\nExpect: bogus\r\nContent-Length: 67108864\r\n\r\n");
  socket.write(Buffer.alloc(67_108_864));
  await expectClosed(connection);
  expect(await everything()).toMatch(/^HTTP\/1\.1 417 /);
  expect(answered).not.toHaveBeenCalled();
});
