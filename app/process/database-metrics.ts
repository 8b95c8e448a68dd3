import type { App } from "#app/app.ts";
import { tenantCounts } from "#app/domain/operator/installation.ts";
import { statementsOn } from "#db/driver.ts";

const tenantsMaxAgeMs = 60_000;

type Counts = [{ plan: string; status: string }, number][];

export function measureDatabase({ database, metrics, log }: Pick<App, "database" | "metrics" | "log">): void {
  let counts: Counts = [];
  let countedAtMs = Number.NEGATIVE_INFINITY;

  async function countTenants(): Promise<Counts> {
    if (performance.now() - countedAtMs < tenantsMaxAgeMs) return counts;
    countedAtMs = performance.now();
    try {
      const rows = await tenantCounts(statementsOn(database.opsPool));
      counts = rows.map(({ plan, status, count }) => [{ plan, status }, count]);
    } catch (error) {
      // The scrape then shows the last counts.
      log.debug({ err: error }, "Tenants could not be counted");
    }
    return counts;
  }

  metrics.gauge(
    "saas_db_pool_connections",
    "Connections for requests, and requests that wait for one",
    ["state"],
    "sum",
    async () => {
      const { totalCount, idleCount, waitingCount } = database.appPool;
      return [
        [{ state: "active" }, totalCount - idleCount],
        [{ state: "idle" }, idleCount],
        [{ state: "waiting" }, waitingCount],
      ];
    },
  );
  metrics.gauge(
    "saas_share_places",
    "Transactions of tenants, and their searches and exports among them, at work and in line",
    ["lane", "state"],
    "sum",
    async () =>
      (["transactions", "slow"] as const).flatMap((lane): [{ lane: string; state: string }, number][] => {
        const { working, waiting } = database.shares[lane];
        return [
          [{ lane, state: "working" }, working],
          [{ lane, state: "waiting" }, waiting],
        ];
      }),
  );
  metrics.gauge("saas_tenants", "Tenants", ["plan", "status"], "max", countTenants);
}
