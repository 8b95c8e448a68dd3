import { createServer, type RequestListener, type Server } from "node:http";

/** An HTTP server whose every wait and size is bounded. Times are in milliseconds, sizes in bytes. */
export function httpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      // Longer than the usual 60 s of a proxy, so that it is never the server that closes under a request on its way.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
    },
    listener,
  );
  server.maxConnections = 10_000;
  server.maxHeadersCount = 100;
  return server;
}

/**
 * Stops accepting, lets the requests in flight finish, closes connections that are idle or become so. What is still
 * running after `hardStopMs` is cut off.
 */
export async function closeServer(server: Server, hardStopMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const hard = setTimeout(() => server.closeAllConnections(), hardStopMs);
  await closed;
  clearInterval(idle);
  clearTimeout(hard);
}
