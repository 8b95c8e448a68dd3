import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Node reads up to 64 KiB of a socket and works them off before it looks at any other: each chunk of a body, and each
 * request sent without waiting for an answer (pipelining). Ten thousand chunks of a byte take it 15 ms and a thousand
 * small requests 100 ms, and it accepts one new connection between two such rounds (libuv #3696). Browsers do neither
 * over HTTP/1.1, and proxies need not. So a body has a length, and requests wait for answers.
 */

/** A client may be a little early. */
const mostAhead = 8;
/** What came of a refused body is read, so that the sender gets the answer, as long as it is little. */
const mostChunks = 100;
const mostBytes = 64 * 1024;
const longestMs = 1_000;

const words = "Send the body with a Content-Length, and not in chunks.\n";
const lengthRequired = [
  "HTTP/1.1 411 Length Required",
  "Connection: close",
  "Cache-Control: no-store",
  "Content-Type: text/plain; charset=utf-8",
  `Content-Length: ${words.length}`,
  "",
  words,
].join("\r\n");

/** `onFlood` gets a connection that closes because it brings more than any client has a reason to. */
export function wellFramed(listener: RequestListener, onFlood: (socket: Socket) => void): RequestListener {
  const ahead = new WeakMap<Socket, number>();

  function flood(socket: Socket): void {
    socket.destroy();
    onFlood(socket);
  }

  function refuseChunks(req: IncomingMessage): void {
    const { socket } = req;
    socket.end(lengthRequired);
    const end = setTimeout(() => socket.destroy(), longestMs);
    socket.once("close", () => clearTimeout(end));
    let chunks = 0;
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      if (socket.destroyed) return;
      chunks++;
      bytes += chunk.length;
      if (chunks > mostChunks) flood(socket);
      else if (bytes > mostBytes) req.pause();
    });
  }

  /** The connection is busy with an earlier answer. */
  function isTooEarly(socket: Socket, res: ServerResponse): boolean {
    const waiting = (ahead.get(socket) ?? 0) + 1;
    if (waiting > mostAhead) return true;
    ahead.set(socket, waiting);
    res.once("close", () => ahead.set(socket, (ahead.get(socket) ?? 1) - 1));
    return false;
  }

  return function wellFramed(req, res) {
    const { socket } = req;
    // What came in the same read is begun all the same.
    if (socket.writableEnded || socket.destroyed) return;
    const isEarly = res.socket === null;
    if (isEarly && isTooEarly(socket, res)) return flood(socket);
    if (req.headers["transfer-encoding"] === undefined) return listener(req, res);
    if (isEarly) return void socket.destroy();
    refuseChunks(req);
  };
}
