import { expect, test } from "vitest";
import { planNames } from "#app/domain/plan/plans.ts";
import { mergedMetrics } from "#app/process/merged-metrics.ts";
import { createMetrics, maximumSeries, shownTenants } from "./metrics.ts";

const lines = (text: string) => text.split("\n").filter((line) => line && !line.startsWith("#"));

test("at 50,000 tenants, with every route, status and method there might be, a scrape has at most 2,000 series", async () => {
  const metrics = createMetrics();
  const methods = ["GET", "HEAD", "POST"];
  for (let n = 0; n < 50_000; n++) {
    metrics.countRequest({
      method: methods[n % 3] ?? "GET",
      route: `/:tenant/route-${n % 61}`,
      status: 200 + (n % 17),
      tenant: { slug: `tenant-${n}`, plan: planNames[n % 4] ?? "free" },
      seconds: 0.02,
    });
  }
  const text = await metrics.registry.metrics();
  expect(lines(text).length).toBeLessThanOrEqual(maximumSeries);
  const ofTenants = lines(text).filter((line) => line.startsWith("saas_tenant_requests_total"));
  expect(ofTenants).toHaveLength(shownTenants + 1);
  expect(ofTenants.reduce((sum, line) => sum + Number(line.split(" ")[1]), 0)).toBe(50_000);
});

test("the busiest tenants of several processes are again at most 100, and their sum stays", () => {
  const process = (from: number) =>
    Array.from({ length: 100 }, (_, n) => `saas_tenant_requests_total{tenant="t-${from + n}"} ${n + 1}`);
  const text = ["# TYPE saas_tenant_requests_total counter", ...process(0), ...process(100), "up 1"].join(
    "\n",
  );
  const merged = lines(mergedMetrics(text));
  expect(merged).toHaveLength(shownTenants + 2);
  expect(merged).toContain('saas_tenant_requests_total{tenant="t-199"} 100');
  expect(merged).toContain('saas_tenant_requests_total{tenant="other"} 2550');
  expect(merged).toContain("up 1");
});
