import { Outlet } from "react-router";
import { access } from "#app/access.ts";
import { userOf } from "#app/context.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { shellUser } from "#app/routes/shell-user.ts";
import { useTheme } from "#app/routes/use-theme.ts";
import { AppShell } from "#app/ui/app-shell.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Tabs } from "#app/ui/tabs.tsx";
import type { Route } from "./+types/layout.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;

export function loader({ context }: Route.LoaderArgs) {
  return { user: shellUser(userOf(context)) };
}

const pages = [
  { href: "/account", label: "Profile" },
  { href: "/account/email", label: "Email address" },
  { href: "/account/password", label: "Password" },
  { href: "/account/sessions", label: "Sessions" },
];

export default function AccountLayout({ loaderData }: Route.ComponentProps) {
  return (
    <AppShell user={loaderData.user} theme={useTheme()} narrow>
      <PageHeader title="Account" context={loaderData.user.email} />
      <Tabs label="Account" items={pages} />
      <Outlet />
    </AppShell>
  );
}
