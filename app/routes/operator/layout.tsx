import { Outlet } from "react-router";
import { access } from "#app/access.ts";
import { userOf } from "#app/context.ts";
import { shellUser } from "#app/routes/shell-user.ts";
import { useTheme } from "#app/routes/use-theme.ts";
import { AppShell } from "#app/ui/app-shell.tsx";
import { Tabs } from "#app/ui/tabs.tsx";
import type { Route } from "./+types/layout.ts";

export const handle = access({ read: "operator", write: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Operator · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  return { user: shellUser(userOf(context)) };
}

const pages = [
  { href: "/operator", label: "Tenants" },
  { href: "/operator/users", label: "Users" },
  { href: "/operator/mails", label: "Mails" },
  { href: "/operator/jobs", label: "Jobs" },
  { href: "/operator/health", label: "Health" },
];

export default function OperatorLayout({ loaderData }: Route.ComponentProps) {
  return (
    <AppShell user={loaderData.user} theme={useTheme()}>
      <Tabs label="Operator" items={pages} />
      <Outlet />
    </AppShell>
  );
}
