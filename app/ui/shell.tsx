import { type ReactNode, useEffect } from "react";
import { useLocation, useNavigation } from "react-router";
import { hueOf } from "#app/domain/tenant/hue.ts";
import { AccountContext } from "./account-context.ts";
import { Avatar } from "./avatar.tsx";
import { dashboardIcon, membersIcon, menuIcon, moreIcon, projectsIcon, settingsIcon } from "./icons.tsx";
import { TenantMark } from "./mark.tsx";
import { usePlainLinks } from "./plain-links.ts";
import { SkipLink } from "./skip-link.tsx";
import { Switcher, type SwitcherEntry } from "./switcher.tsx";
import type { Theme } from "./theme.ts";
import { type ShellUser, UserMenu } from "./user-menu.tsx";

interface ShellProps {
  tenant: { id: string; slug: string; name: string; hue?: number | null };
  user: ShellUser;
  tenants: readonly SwitcherEntry[];
  canSeeSettings: boolean;
  /** Its pages are closed except one: nothing leads to the others. */
  isClosed?: boolean;
  theme?: Theme;
  children: ReactNode;
}

/** For people these pages are among the settings; in the URL they are not. */
const tabsOfSettings = new Set(["audit", "billing", "danger"]);

/** `data-door` tints everything inside. Under 768 pixels the rail is a popover, which needs no scripts. */
export function Shell({
  tenant,
  user,
  tenants,
  canSeeSettings,
  isClosed,
  theme = "system",
  children,
}: ShellProps) {
  usePlainLinks();
  const location = useLocation();
  // The place that one goes to is marked at once: waiting for its data would make the press feel lost.
  const goingTo = useNavigation().location?.pathname ?? location.pathname;
  const home = `/${tenant.slug}`;
  const tab = goingTo.slice(home.length + 1).split("/")[0] ?? "";
  const pathname = tabsOfSettings.has(tab) ? `${home}/settings` : goingTo;

  useEffect(() => {
    if (location.key)
      for (const open of document.querySelectorAll<HTMLElement>(":popover-open")) open.hidePopover();
  }, [location.key]);

  const item = (href: string, icon: ReactNode, label: string) => {
    const isHere = href === home ? pathname === home : pathname === href || pathname.startsWith(`${href}/`);
    return (
      <a href={href} aria-current={isHere ? "page" : undefined}>
        {icon}
        {label}
      </a>
    );
  };

  return (
    <AccountContext value={user.id}>
      <div className="shell" data-door={hueOf(tenant)}>
        <SkipLink />
        <header className="topbar">
          <button
            type="button"
            className="button button-ghost button-icon"
            popoverTarget="rail"
            aria-label="Menu"
          >
            {menuIcon}
          </button>
          <TenantMark tenant={tenant} />
          <span className="topbar-name" dir="auto">
            {tenant.name}
          </span>
        </header>
        <div id="rail" popover="auto" className="rail">
          <Switcher current={{ role: "", ...tenant }} tenants={tenants} />
          {isClosed ? null : (
            <nav className="rail-nav" aria-label="Workspace">
              {item(home, dashboardIcon, "Dashboard")}
              {item(`${home}/projects`, projectsIcon, "Projects")}
              {item(`${home}/members`, membersIcon, "Members")}
              {canSeeSettings ? item(`${home}/settings`, settingsIcon, "Settings") : null}
            </nav>
          )}
          <div className="rail-foot">
            <button type="button" className="rail-button" popoverTarget="user-menu" aria-haspopup="dialog">
              <Avatar name={user.name} />
              <span className="rail-text">
                <span dir="auto">{user.name}</span>
                <span>{user.email}</span>
              </span>
              <span className="sr-only">account menu</span>
              {moreIcon}
            </button>
            <UserMenu id="user-menu" user={user} theme={theme} />
          </div>
        </div>
        <main id="main" tabIndex={-1} className="page">
          {children}
        </main>
      </div>
    </AccountContext>
  );
}
