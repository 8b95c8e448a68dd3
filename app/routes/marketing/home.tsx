import { access } from "#app/access.ts";
import { appOf, doorContext, userEntryOf } from "#app/context.ts";
import { ownDeletedTenants, ownTenants } from "#app/domain/tenant/reads.ts";
import { shellUser } from "#app/routes/shell-user.ts";
import { useTheme } from "#app/routes/use-theme.ts";
import { AppShell } from "#app/ui/app-shell.tsx";
import { readControl } from "#db/transaction.ts";
import type { Route } from "./+types/home.ts";
import { Landing } from "./landing.tsx";
import { OwnTenants } from "./own-tenants.tsx";

export const handle = access({ read: "public" });

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: loaderData?.user ? "Your workspaces · Rowhouse" : "Rowhouse: one roof, a door for every team" },
  { name: "description", content: "Projects and tasks in a workspace of their own for every team." },
];

/** The page differs by visitor: no cache may keep it. */
export function headers() {
  return { "Cache-Control": "private, no-store" };
}

export async function loader({ context }: Route.LoaderArgs) {
  const { user } = context.get(doorContext);
  if (!user) return { user: null, canSignUp: appOf(context).config.signup === "open" };
  const [tenants, deleted] = await readControl(userEntryOf(context), (tx) =>
    Promise.all([ownTenants(tx), ownDeletedTenants(tx)]),
  );
  return {
    user: shellUser(user),
    tenants,
    deleted: deleted.map((tenant) => ({ ...tenant, purgeAfter: tenant.purgeAfter.toISOString() })),
    now: Date.now(),
  };
}

export default function Home({ loaderData }: Route.ComponentProps) {
  const theme = useTheme();
  if (!loaderData.user) return <Landing canSignUp={loaderData.canSignUp} />;
  return (
    <AppShell user={loaderData.user} theme={theme} narrow>
      <OwnTenants {...loaderData} />
    </AppShell>
  );
}
