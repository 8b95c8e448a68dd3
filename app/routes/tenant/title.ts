import type { MetaDescriptor } from "react-router";

export const tenantLayoutId = "routes/tenant/layout";

type Matches = readonly ({ id: string; loaderData?: unknown } | undefined)[];

export function tenantTitle(page: string, matches: Matches): MetaDescriptor[] {
  const layout = matches.find((match) => match?.id === tenantLayoutId)?.loaderData as
    | { tenant: { name: string } }
    | undefined;
  return [{ title: `${page} · ${layout?.tenant.name ?? "Rowhouse"}` }];
}
