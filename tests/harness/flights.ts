import type { Pool, PoolClient } from "pg";

/** Statements sent without waiting for an answer in between. */
export type Flight = string[];

export async function flightsOf(pool: Pool, act: () => Promise<unknown>): Promise<Flight[]> {
  const flights: Flight[] = [];
  const unwatch: (() => void)[] = [];
  const watched = new WeakSet<PoolClient>();

  const watch = (client: PoolClient) => {
    if (watched.has(client)) return;
    watched.add(client);
    const { query } = client;
    let flight: Flight | undefined;
    const watching = (...given: [string | { text: string }]) => {
      const answer: unknown = query.apply(client, given as never);
      // The pool itself asks with a callback, outside of transactions.
      if (!(answer instanceof Promise)) return answer;
      if (!flight) {
        flight = [];
        flights.push(flight);
      }
      flight.push(typeof given[0] === "string" ? given[0] : given[0].text);
      const land = () => {
        flight = undefined;
      };
      answer.then(land, land);
      return answer;
    };
    client.query = watching as typeof query;
    unwatch.push(() => {
      client.query = query;
    });
  };

  pool.on("acquire", watch);
  try {
    await act();
  } finally {
    pool.off("acquire", watch);
    for (const stop of unwatch) stop();
  }
  return flights;
}
