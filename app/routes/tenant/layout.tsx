import { Outlet, type ShouldRevalidateFunctionArgs } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { type OwnTenant, ownTenants } from "#app/domain/tenant/reads.ts";
import { shellUser } from "#app/routes/shell-user.ts";
import { useTheme } from "#app/routes/use-theme.ts";
import { useTyped } from "#app/routes/use-typed.ts";
import { ErrorPage, ErrorShell } from "#app/ui/error-page.tsx";
import { Shell } from "#app/ui/shell.tsx";
import { type Reader, readControl, readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/layout.ts";
import { failureOf } from "./failure.ts";

export const handle = access({ read: "tenant:read", write: "tenant:read" });

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { tenant, user, role } = entry;
  return {
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, hue: tenant.hue },
    user: shellUser(user),
    role,
    isClosed: tenant.closure !== null,
    canSeeSettings: may(role, "settings:write"),
    tenants: await tenantsToSwitchTo(context),
  };
}

/** In the transaction of the page. No one can enter a deleted tenant: then in one of its own. */
async function tenantsToSwitchTo(context: Route.LoaderArgs["context"]): Promise<OwnTenant[]> {
  const { tenant, ...entry } = memberEntryOf(context);
  const read = (tx: Reader) => ownTenants(tx);
  if (tenant.closure?.status === "deleted") return readControl(entry, read);
  return readTenant(memberEntryOf(context), read);
}

/** The frame is the same on a tenant's pages: it is read again for another tenant, and after a change. */
export function shouldRevalidate(navigation: ShouldRevalidateFunctionArgs) {
  const { currentParams, nextParams, currentUrl, nextUrl, formMethod } = navigation;
  if (currentParams.tenant !== nextParams.tenant) return true;
  const mayHaveChanged = formMethod !== undefined && formMethod !== "GET";
  const isReload = currentUrl.href === nextUrl.href;
  return (mayHaveChanged || isReload) && navigation.defaultShouldRevalidate;
}

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: loaderData ? `${loaderData.tenant.name} · Rowhouse` : "Rowhouse" },
];

export default function TenantLayout({ loaderData }: Route.ComponentProps) {
  const theme = useTheme();
  return (
    <Shell {...loaderData} theme={theme}>
      <Outlet />
    </Shell>
  );
}

/** A page that fails keeps the frame, to go on from there, unless nothing in the frame may be open. */
export function ErrorBoundary({ error, loaderData }: Route.ErrorBoundaryProps) {
  const theme = useTheme();
  const { standsAlone, ...failure } = failureOf(error, loaderData);
  const page = <ErrorPage {...failure} typed={useTyped()} />;
  if (!loaderData || standsAlone) return <ErrorShell>{page}</ErrorShell>;
  return (
    <Shell {...loaderData} theme={theme}>
      {page}
    </Shell>
  );
}
