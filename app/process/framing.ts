import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Node reads up to 64 KiB of a socket and works them off before it looks at any other: each chunk of a body, and each
 * request sent without waiting for an answer (pipelining). Ten thousand chunks of a byte take it 15 ms and a thousand
 * small requests 15 ms, before anything answers them; and it accepts one new connection between two such rounds
 * (libuv #3696). Browsers do neither over HTTP/1.1, and proxies need not. So a body has a length, and requests wait for
 * answers. Nothing public stops Node's parser: what follows in the same read is begun even when the connection is closed.
 */

/** A client may be a little early. */
const mostAhead = 8;
/** What comes of a refused body is read, so that the sender gets the answer, as long as it is little. */
const mostChunks = 100;
const mostBytes = 1024 * 1024;
const longestMs = 1_000;

const lengthRequired = refusal(
  "411 Length Required",
  "Send the body with a Content-Length, and not in chunks.\n",
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
  const ahead = new WeakMap<Socket, number>();
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

  /** Of one that isn't alone: an answer to an earlier request is missing, or none can be sent any more. */
  function isTooEarly({ socket }: IncomingMessage, res: ServerResponse): boolean {
    const waiting = (ahead.get(socket) ?? 0) + 1;
    ahead.set(socket, waiting);
    res.once("close", () => ahead.set(socket, (ahead.get(socket) ?? 1) - 1));
    return waiting > mostAhead;
  }

  function begin(req: IncomingMessage, res: ServerResponse, problem: string | undefined): void {
    const { socket } = req;
    const isOver = socket.writableEnded || socket.destroyed;
    const isAlone = !isOver && res.socket !== null;
    if (!isAlone && (problem === lengthRequired || isTooEarly(req, res))) flood(socket);
    else if (isOver) return;
    else if (problem === undefined) listener(req, res);
    else if (isAlone) refuse(req, problem);
    // There is no place for a second answer.
    else socket.destroy();
  }

  server.on("request", (req, res) => begin(req, res, problemOf(req)));
  server.on("checkExpectation", (req, res) => begin(req, res, problemOf(req) ?? expectationFailed));
}

/** HTTP/1.0 needs no Host. */
function problemOf({ headers, httpVersion }: IncomingMessage): string | undefined {
  if (headers["transfer-encoding"] !== undefined) return lengthRequired;
  if (headers.host === undefined && httpVersion === "1.1") return hostRequired;
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
