import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { connectRaw } from "#tests/harness/raw-connection.ts";
import { wellFramed } from "./framing.ts";

const listener = vi.fn<RequestListener>();
const onFlood = vi.fn();
const server = createServer(wellFramed((req, res) => listener(req, res), onFlood));
let origin: string;

beforeEach(async () => {
  vi.resetAllMocks();
  listener.mockImplementation((_req, res) => res.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((closed) => server.close(() => closed()));
});

const get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
const inChunks = (body: string) =>
  `POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const statuses = (text: string) => text.match(/(?<=HTTP\/1\.1 )\d+/g);

describe("a body in chunks", () => {
  it.each([
    ["a little one", inChunks("5\r\nhello\r\n0\r\n\r\n")],
    ["one that never begins", inChunks("")],
    ["the largest", inChunks(`4000000\r\n${"a".repeat(0x4000000)}\r\n0\r\n\r\n`)],
    ["one beside a request that follows", inChunks(`0\r\n\r\n${get}`)],
    ["one that is only promised", inChunks("ffffffff\r\n")],
  ])("is refused in words, and the answer is not lost: %s", async (_name, request) => {
    const { socket, everything } = await connectRaw(origin);
    socket.write(request);
    const answer = await everything();
    expect(statuses(answer)).toEqual(["411"]);
    expect(answer).toContain("\r\nConnection: close\r\n");
    expect(answer).toMatch(/\r\n\r\nSend the body with a Content-Length, and not in chunks\.\n$/);
    expect(listener).not.toHaveBeenCalled();
    expect(onFlood).not.toHaveBeenCalled();
  });

  test("that is little is read to its end, so that the answer isn't lost to a reset", async () => {
    const { socket, answerHead, closed } = await connectRaw(origin);
    const failed = vi.fn();
    socket.on("error", failed);
    socket.write(inChunks("1f4\r\n"));
    await answerHead();
    for (let sent = 0; sent < 500; sent++)
      await new Promise((next) => socket.write("a", () => setImmediate(next)));
    socket.end("\r\n0\r\n\r\n");
    await closed;
    expect(failed).not.toHaveBeenCalled();
  });

  test("is read no further than a little", async () => {
    const accepted = once(server, "connection");
    const { socket, closed } = await connectRaw(origin);
    socket.write(inChunks(`4000000\r\n${"a".repeat(0x4000000)}\r\n0\r\n\r\n`));
    const [own] = await accepted;
    await closed;
    expect(own.bytesRead).toBeLessThan(0x100000);
  });

  test("of a byte each is a flood, which closes the connection once", async () => {
    const { socket, closed } = await connectRaw(origin);
    socket.write(inChunks("1\r\na\r\n".repeat(200_000)));
    await closed;
    expect(onFlood).toHaveBeenCalledTimes(1);
  });

  test("behind an answer that still comes closes the connection, for there is no place for a second one", async () => {
    listener.mockImplementation(() => {});
    const { socket, everything } = await connectRaw(origin);
    socket.write(get + inChunks("5\r\nhello\r\n0\r\n\r\n"));
    expect(await everything()).toBe("");
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe("requests that don't wait for an answer", () => {
  test("are served in order, if they are a few", async () => {
    const { socket, everything } = await connectRaw(origin);
    socket.write(get.repeat(8) + get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    expect(statuses(await everything())).toEqual(Array(9).fill("200"));
    expect(onFlood).not.toHaveBeenCalled();
  });

  test("are a flood if they are many: nine are begun, and the connection closes once", async () => {
    listener.mockImplementation(() => {});
    const { socket, closed } = await connectRaw(origin);
    socket.write(get.repeat(2_000));
    await closed;
    expect(listener).toHaveBeenCalledTimes(9);
    expect(onFlood).toHaveBeenCalledTimes(1);
  });

  test("are counted again after each answer", async () => {
    const { socket } = await connectRaw(origin);
    let received = "";
    socket.on("data", (text) => {
      received += text;
    });
    for (let round = 1; round <= 5; round++) {
      socket.write(get.repeat(9));
      await vi.waitFor(() => expect(statuses(received)).toHaveLength(9 * round));
    }
    expect(onFlood).not.toHaveBeenCalled();
  });
});
