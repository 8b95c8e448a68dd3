import { inject } from "vitest";
import { administer } from "./administer.ts";
import type { TestDatabase } from "./database.ts";

/** Breaks its connections and refuses new ones. Resolves with what brings it back. */
export async function takeAway({ url }: TestDatabase): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const allow = (allowed: boolean) =>
    administer(inject("clusterUrl"), `alter database ${name} with allow_connections ${allowed}`);
  await allow(false);
  await administer(
    inject("clusterUrl"),
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
  );
  return () => allow(true);
}
