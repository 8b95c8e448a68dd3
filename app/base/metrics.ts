import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { HeavyHitters } from "./heavy-hitters.ts";

/** Users choose no label's value except the slugs of at most 100 tenants. */

/** Lines of a scrape, at any number of tenants. The parts below add up to less. */
export const maximumSeries = 2_000;
const maximumRequestSeries = 800;
const maximumDurationSeries = 70;
export const shownTenants = 100;

interface Answered {
  method: string;
  route: string;
  status: number;
  /** Null for outsiders. */
  tenant: { slug: string; plan: string } | null;
  seconds: number;
}

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: "saas_http_requests_total",
    help: "Requests answered",
    labelNames: ["method", "route", "status", "plan"] as const,
    registers,
  });
  const durations = new Histogram({
    name: "saas_http_request_duration_seconds",
    help: "How long requests took",
    labelNames: ["method", "route"] as const,
    buckets: [0.01, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const requestsByTenant = new HeavyHitters({ shown: shownTenants, kept: 1_000 });
  new Counter({
    name: "saas_tenant_requests_total",
    help: "Requests of members, for the busiest tenants",
    labelNames: ["tenant"] as const,
    registers,
    collect() {
      this.reset();
      const { busiest, other } = requestsByTenant.read();
      for (const [tenant, count] of busiest) this.inc({ tenant }, count);
      this.inc({ tenant: "other" }, other);
    },
  });
  const requestSeries = new SeriesBound(maximumRequestSeries);
  const durationSeries = new SeriesBound(maximumDurationSeries);

  return {
    registry,
    rateLimited: new Counter({
      name: "saas_rate_limited_total",
      help: "Requests refused because a limit was used up; plan none: a client outside tenants",
      labelNames: ["plan"] as const,
      registers,
    }),
    connectionsRefused: new Counter({
      name: "saas_connections_refused_total",
      help: "Connections closed because an address, a network or this process held too many, or for a flood",
      labelNames: ["bound"] as const,
      registers,
    }),
    planLimitHits: new Counter({
      name: "saas_plan_limit_hits_total",
      help: "Additions refused because a plan's limit was reached",
      labelNames: ["limit", "plan"] as const,
      registers,
    }),
    jobs: new Counter({
      name: "saas_jobs_total",
      help: "Jobs worked: succeeded, failed (tried again later), refused (never tried again), postponed",
      labelNames: ["job", "outcome"] as const,
      registers,
    }),
    jobDurations: new Histogram({
      name: "saas_job_duration_seconds",
      help: "How long jobs took",
      labelNames: ["job"] as const,
      buckets: [0.01, 0.1, 1, 10],
      registers,
    }),

    /** Past the bound, series not seen before are counted together as `other`. */
    countRequest({ method, route, status, tenant, seconds }: Answered): void {
      const plan = tenant?.plan ?? "none";
      if (requestSeries.has(`${method} ${route} ${status} ${plan}`)) {
        requests.inc({ method, route, status, plan });
      } else {
        requests.inc({ method: "other", route: "other", status, plan: "other" });
      }
      const isKnown = durationSeries.has(`${method} ${route}`);
      durations.observe(isKnown ? { method, route } : { method: "other", route: "other" }, seconds);
      if (tenant) requestsByTenant.add(tenant.slug);
    },

    /** `read` runs at each scrape. `aggregator` says how the values of several processes become one. */
    gauge<L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[],
      aggregator: "sum" | "max",
      read: () => Promise<[labels: Record<L, string>, value: number][]>,
    ): void {
      new Gauge({
        name,
        help,
        labelNames,
        aggregator,
        registers,
        async collect() {
          const values = await read();
          this.reset();
          for (const [labels, value] of values) this.set(labels, value);
        },
      });
    },
  };
}

class SeriesBound {
  readonly #keys = new Set<string>();
  readonly #maximum: number;
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  has(key: string): boolean {
    if (this.#keys.has(key)) return true;
    if (this.#keys.size >= this.#maximum) return false;
    this.#keys.add(key);
    return true;
  }
}
