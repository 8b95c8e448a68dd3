import type { MetaDescriptor } from "react-router";

export const tenantLayoutId = "routes/tenant/layout";

type Matches = readonly ({ id: string; loaderData?: unknown } | undefined)[];

/** The `meta` of a tenant's page: its title is the page's name and the tenant's. */
export function tenantTitle(page: string, matches: Matches): MetaDescriptor[] {
  const layout = matches.find((match) => match?.id === tenantLayoutId)?.loaderData as
    | { tenant: { name: string } }
    | undefined;
  return [{ title: `${page} · ${layout?.tenant.name ?? "Rowhouse"}` }];
}
