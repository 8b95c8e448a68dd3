import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Node reads up to 64 KiB of a socket and works them off before it looks at any other: each chunk of a body, and each
 * request sent without waiting for an answer (pipelining). Ten thousand chunks of a byte take it 15 ms and a thousand
 * small requests 15 ms, before anything answers them; and it accepts one new connection between two such rounds
 * (libuv #3696). Browsers do neither over HTTP/1.1, and proxies need not. So a body has a length, and requests wait for
 * answers. Nothing public stops Node's parser: what follows in the same read is begun even when the connection is closed.
 *
 * A target is a path by the time that Express sees it: what it can't parse it would answer itself, past every step.
 */

/** A client may be a little early. Its requests begin one after the other. */
const mostAhead = 8;
/** What comes of a refused body is read, so that the sender gets the answer, as long as it is little. */
const mostChunks = 100;
const mostBytes = 1024 * 1024;
const longestMs = 1_000;

const lengthRequired = refusal(
  "411 Length Required",
  "Send the body with a Content-Length, and not in chunks.\n",
);
const pathRequired = refusal(
  "400 Bad Request",
  "Send a path, percent-encoded and without a fragment, as the target.\n",
);
const hostRequired = refusal("400 Bad Request", "Send the request with a Host.\n");
const expectationFailed = refusal("417 Expectation Failed", "Send the request without this Expect.\n");

/**
 * Gives `listener` the requests of a server that was made with `requireHostHeader: false` and without a listener.
 * `onFlood` gets each connection, once, that closes because it brings more than any client has a reason to.
 */
export function serveWellFramed(
  server: Server,
  listener: RequestListener,
  onFlood: (socket: Socket) => void,
): void {
  /** Of each socket: the requests that wait for the answer before theirs. */
  const lines = new WeakMap<Socket, (() => void)[]>();
  const flooding = new WeakSet<Socket>();

  function flood(socket: Socket): void {
    if (flooding.has(socket)) return;
    flooding.add(socket);
    socket.destroy();
    onFlood(socket);
  }

  /** Without HTTP's own answer, which would let the rest of the body come at full speed and without end. */
  function refuse(req: IncomingMessage, answer: string): void {
    const { socket } = req;
    socket.end(answer);
    setTimeout(() => socket.destroy(), longestMs);
    let chunks = 0;
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      chunks++;
      bytes += chunk.length;
      if (chunks > mostChunks + bytes / 1024) flood(socket);
      else if (bytes > mostBytes) req.pause();
    });
  }

  function begin(
    req: IncomingMessage,
    res: ServerResponse,
    problem: string | undefined,
    start: () => void,
  ): void {
    const { socket } = req;
    const isOver = () => socket.writableEnded || socket.destroyed;
    const line = lines.get(socket) ?? [];
    lines.set(socket, line);
    // Node gives the socket to the next answer before it says that one is done.
    res.once("close", () => {
      const next = line.shift();
      if (!isOver()) next?.();
    });
    const isAlone = !isOver() && res.socket !== null;
    if (!isAlone && (problem === lengthRequired || line.push(start) > mostAhead)) flood(socket);
    else if (isOver()) return;
    // There is no place for a second answer.
    else if (problem !== undefined && !isAlone) socket.destroy();
    else if (problem !== undefined) refuse(req, problem);
    else if (isAlone) start();
  }

  server.on("request", (req, res) =>
    begin(req, res, problemOf(req), () => {
      req.url = pathIn(req.url ?? "");
      listener(req, res);
    }),
  );
  server.on("checkExpectation", (req, res) =>
    begin(req, res, problemOf(req) ?? expectationFailed, () => undefined),
  );
}

/** HTTP/1.0 needs no Host. */
function problemOf({ headers, httpVersion, url = "" }: IncomingMessage): string | undefined {
  if (headers["transfer-encoding"] !== undefined) return lengthRequired;
  if (headers.host === undefined && httpVersion === "1.1") return hostRequired;
  if (!isPath(pathIn(url)) && url !== "*") return pathRequired;
}

/** Of a target that names the server too: its path and query. Clients of a proxy write those. */
function pathIn(target: string): string {
  const server = /^https?:\/\/[^/?#]*/i.exec(target)?.[0];
  if (server === undefined) return target;
  const path = target.slice(server.length);
  return path.startsWith("/") ? path : `/${path}`;
}

function isPath(target: string): boolean {
  return /^\/[!-"$-~]*$/.test(target);
}

function refusal(status: string, words: string): string {
  return [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    "Cache-Control: no-store",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${words.length}`,
    "",
    words,
  ].join("\r\n");
}
