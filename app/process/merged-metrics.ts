import { shownTenants } from "#app/base/metrics.ts";

const line = /^saas_tenant_requests_total\{tenant="([^"]*)"\} (\d+)$/;

/** Each process shows its own busiest tenants. This keeps only the busiest of all. */
export function mergedMetrics(text: string): string {
  const kept: string[] = [];
  const counts: [tenant: string, count: number][] = [];
  let other = 0;
  for (const each of text.split("\n")) {
    const [, tenant, count] = line.exec(each) ?? [];
    if (tenant === undefined) kept.push(each);
    else if (tenant === "other") other += Number(count);
    else counts.push([tenant, Number(count)]);
  }
  counts.sort((a, b) => b[1] - a[1]);
  other += counts.slice(shownTenants).reduce((sum, [, count]) => sum + count, 0);
  const lines = [...counts.slice(0, shownTenants), ["other", other] as const].map(
    ([tenant, count]) => `saas_tenant_requests_total{tenant="${tenant}"} ${count}`,
  );
  const at = kept.findIndex((each) => each.startsWith("# TYPE saas_tenant_requests_total"));
  return kept.toSpliced(at + 1, 0, ...(at < 0 ? [] : lines)).join("\n");
}
