import { Client, type ClientConfig } from "pg";

/**
 * A connection of its own, in no pool and not opened yet. When it breaks, what is asked of it fails, at once or next: the
 * event alone, which has no other listener, would end the process.
 */
export function singleClient(options: ClientConfig): Client {
  const client = new Client(options);
  client.on("error", () => {});
  return client;
}
