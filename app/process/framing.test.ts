import { once } from "node:events";
import { createServer, IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { connectRaw } from "#tests/harness/raw-connection.ts";
import { serveWellFramed } from "./framing.ts";

const listener = vi.fn<RequestListener>();
const onFlood = vi.fn();
/** What Node has worked off: requests it began, whatever became of them, and pieces of their bodies. */
const worked = { requests: 0, pieces: 0 };
class Counted extends IncomingMessage {
  constructor(socket: Socket) {
    super(socket);
    worked.requests++;
  }
  override push(piece: unknown): boolean {
    if (piece !== null) worked.pieces++;
    return super.push(piece);
  }
}
const server = createServer({ IncomingMessage: Counted, requireHostHeader: false });
serveWellFramed(server, (req, res) => listener(req, res), onFlood);
let origin: string;

beforeEach(async () => {
  vi.resetAllMocks();
  Object.assign(worked, { requests: 0, pieces: 0 });
  listener.mockImplementation((_req, res) => res.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  return new Promise<void>((closed) => server.close(() => closed()));
});

const get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
/** Behind a body Node has sent the answer before it begins the next request of the same read. */
const withBody = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\na";
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

  test("that isn't complete is waited for, for a second: a reset could take the answer away", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const accepted = once(server, "connection");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write(inChunks("1f4\r\n"));
    const [own] = await accepted;
    await once(socket.resume(), "end");
    vi.advanceTimersByTime(999);
    expect(own.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(own.destroyed).toBe(true);
    socket.destroy();
  });

  test("is read no further than a little", async () => {
    const accepted = once(server, "connection");
    const { socket, closed } = await connectRaw(origin);
    socket.write(inChunks(`4000000\r\n${"a".repeat(0x4000000)}\r\n0\r\n\r\n`));
    const [own] = await accepted;
    await closed;
    expect(own.bytesRead).toBeLessThan(0x200000);
  });

  test("of a byte each is a flood, which closes the connection once", async () => {
    const { socket, closed } = await connectRaw(origin);
    socket.write(inChunks("1\r\na\r\n".repeat(200_000)));
    await closed;
    expect(onFlood).toHaveBeenCalledTimes(1);
  });
});

describe("requests that don't wait for an answer", () => {
  test("are served in order, if they are a few", async () => {
    const { socket, everything } = await connectRaw(origin);
    socket.write(get.repeat(8) + get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    expect(statuses(await everything())).toEqual(Array(9).fill("200"));
    expect(onFlood).not.toHaveBeenCalled();
  });

  test("are a flood if they are many: one is begun, and the connection closes once", async () => {
    listener.mockImplementation(() => {});
    const { socket, closed } = await connectRaw(origin);
    socket.write(get.repeat(2_000));
    await closed;
    expect(listener).toHaveBeenCalledTimes(1);
    expect(onFlood).toHaveBeenCalledTimes(1);
  });

  test("are begun one after the other", async () => {
    const open: ServerResponse[] = [];
    listener.mockImplementation((_req, res) => void open.push(res));
    const { socket, everything } = await connectRaw(origin);
    socket.write(get.repeat(2) + get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    for (let begun = 1; begun <= 3; begun++) {
      await vi.waitFor(() => expect(open).toHaveLength(begun));
      open[begun - 1]?.end();
    }
    expect(statuses(await everything())).toEqual(["200", "200", "200"]);
  });

  test("are not begun once the client is gone", async () => {
    const open: ServerResponse[] = [];
    listener.mockImplementation((_req, res) => void open.push(res));
    const { socket, closed } = await connectRaw(origin);
    socket.write(get.repeat(3));
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const gone = once(open[0] as ServerResponse, "close");
    socket.destroy();
    await Promise.all([closed, gone]);
    expect(listener).toHaveBeenCalledTimes(1);
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

test.each([
  ["a body in chunks", inChunks("5\r\nhello\r\n0\r\n\r\n")],
  ["one without a host", "GET / HTTP/1.1\r\n\r\n"],
  [
    "one that expects something",
    "POST / HTTP/1.1\r\nHost: app.test\r\nExpect: x\r\nContent-Length: 0\r\n\r\n",
  ],
])(
  "%s, behind an answer that still comes, closes the connection: there is no place for two",
  async (_what, bad) => {
    listener.mockImplementation(() => {});
    const { socket, everything } = await connectRaw(origin);
    socket.write(get + bad);
    expect(await everything()).toBe("");
    expect(listener).toHaveBeenCalledTimes(1);
  },
);

test.each([
  ["requests", withBody.repeat(1_000)],
  ["chunks", withBody + inChunks("1\r\na\r\n".repeat(3_000))],
])("%s that follow the last request of a connection are not begun, and a flood", async (_what, bytes) => {
  listener.mockImplementation((_req, res) => res.writeHead(200, { Connection: "close" }).end());
  const { socket, closed } = await connectRaw(origin);
  socket.write(bytes);
  await closed;
  expect([listener.mock.calls.length, onFlood.mock.calls.length]).toEqual([1, 1]);
});

test("who asks whether to go on is told so after the answer before, and not within it", async () => {
  listener.mockImplementation((_req, res) => {
    res.writeHead(200, { "Content-Length": 4 });
    res.flushHeaders();
    setImmediate(() => res.end("body"));
  });
  const { socket, everything } = await connectRaw(origin);
  const asking =
    "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na";
  socket.write(get + asking);
  expect((await everything()).match(/HTTP\/1\.1 \d+|body/g)).toEqual([
    "HTTP/1.1 200",
    "body",
    "HTTP/1.1 100",
    "HTTP/1.1 200",
    "body",
  ]);
});

describe("a target", () => {
  const seen = async (target: string) => {
    const { socket, everything } = await connectRaw(origin);
    socket.write(`GET ${target} HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n`);
    const [status] = statuses(await everything()) ?? [];
    return { status, url: listener.mock.calls[0]?.[0].url };
  };

  it.each([
    ["/", "/"],
    ["//a@[::1/", "//a@[::1/"],
    ['/a?b=[]|"^{}\\', '/a?b=[]|"^{}\\'],
    ["http://app.test/a?b", "/a?b"],
    ["HTTPS://app.test:1/a", "/a"],
    ["http://app.test", "/"],
    ["http://app.test?b", "/?b"],
    ["http://[::1/", "/"],
    ["http://", "/"],
    ["*", "*"],
  ])("is a path to whoever answers it: %s", async (target, url) => {
    expect(await seen(target)).toEqual({ status: "200", url });
  });

  it.each(["//a@[::1/#", "/#", "http:///#a", "/é", "ftp://app.test/", "http:/a", "a"])(
    "that is none is refused: %s",
    async (target) => {
      expect(await seen(target)).toEqual({ status: "400", url: undefined });
    },
  );
});

describe("whatever comes in one read", () => {
  const request = (line: string, ...headers: string[]) => `${[line, ...headers].join("\r\n")}\r\n\r\n`;
  const host = "Host: app.test";
  const chunked = "Transfer-Encoding: chunked";
  const tiny = "1\r\na\r\n".repeat(3_000);
  const requests = {
    plain: request("GET / HTTP/1.1", host),
    "of HTTP/1.0": request("GET / HTTP/1.0", "Connection: keep-alive"),
    "of HTTP/1.0, once": request("GET / HTTP/1.0"),
    last: request("GET / HTTP/1.1", host, "Connection: close"),
    "without a host": request("GET / HTTP/1.1"),
    "with two hosts": request("GET / HTTP/1.1", host, host),
    "that expect to go on": request("POST / HTTP/1.1", host, "Expect: 100-continue", "Content-Length: 0"),
    "that expect something else": request("POST / HTTP/1.1", host, "Expect: x", "Content-Length: 0"),
    "with a body": `${request("POST / HTTP/1.1", host, "Content-Length: 1")}a`,
    "for the head": request("HEAD / HTTP/1.1", host),
    "of a rare method": request("PROPFIND / HTTP/1.1", host),
    "of a method that there isn't": request("NONE / HTTP/1.1", host),
    "to upgrade": request("GET / HTTP/1.1", host, "Connection: upgrade", "Upgrade: websocket"),
    "to connect": request("CONNECT app.test:1 HTTP/1.1", host),
    "that are no requests": "\r\n",
    "with an empty body in chunks": `${request("POST / HTTP/1.1", host, chunked)}0\r\n\r\n`,
    "with a trailer": `${request("POST / HTTP/1.1", host, chunked)}0\r\nA: b\r\n\r\n`,
  };
  const repeated = Object.entries(requests).map(([what, text]) => [`requests ${what}`, text.repeat(2_000)]);
  const behind = Object.entries(requests).flatMap(([what, text]) => [
    [`plain requests behind one ${what}`, text + get.repeat(2_000)],
    [`chunks behind a request ${what}`, text + request("POST / HTTP/1.1", host, chunked) + tiny],
  ]);
  const chunks = [
    ["chunks", request("POST / HTTP/1.1", host, chunked) + tiny],
    ["chunks without a host", request("POST / HTTP/1.1", chunked) + tiny],
    ["chunks that expect something", request("POST / HTTP/1.1", host, chunked, "Expect: x") + tiny],
    ["chunks that expect to go on", request("POST / HTTP/1.1", host, chunked, "Expect: 100-continue") + tiny],
    [
      "chunks behind a larger one",
      `${request("POST / HTTP/1.1", host, chunked)}8000\r\n${"a".repeat(0x8000)}\r\n${tiny}`,
    ],
    ["chunks with extensions", request("POST / HTTP/1.1", host, chunked) + "1;a=b\r\na\r\n".repeat(3_000)],
    ["chunks of HTTP/1.0", request("POST / HTTP/1.0", chunked) + tiny],
    ["chunks of a request for a page", request("GET / HTTP/1.1", host, chunked) + tiny],
  ];

  it.each([...repeated, ...behind, ...chunks])("is little, or a flood: %s", async (_what, bytes) => {
    // As with the fair start: of one network one request may be answered at once.
    listener.mockImplementation((_req, res) => void setImmediate(() => res.end()));
    const { socket, closed } = await connectRaw(origin);
    socket.end(bytes);
    await closed;
    const work = worked.requests + worked.pieces;
    expect(listener.mock.calls.length).toBeLessThan(20);
    if (work > 200) expect(onFlood).toHaveBeenCalledTimes(1);
  });

  it("is counted here", async () => {
    const { socket, closed } = await connectRaw(origin);
    socket.end(get.repeat(1_500));
    await closed;
    expect(worked.requests).toBe(1_500);
  });
});
