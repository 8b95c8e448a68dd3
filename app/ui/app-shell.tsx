import { type ReactNode, useEffect } from "react";
import { useLocation } from "react-router";
import { AccountContext } from "./account-context.ts";
import { Avatar } from "./avatar.tsx";
import { cn } from "./cn.ts";
import { Mark } from "./mark.tsx";
import { usePlainLinks } from "./plain-links.ts";
import { SkipLink } from "./skip-link.tsx";
import type { Theme } from "./theme.ts";
import { type ShellUser, UserMenu } from "./user-menu.tsx";

interface AppShellProps {
  user: ShellUser;
  theme?: Theme;
  narrow?: boolean;
  children: ReactNode;
}

export function AppShell({ user, theme = "system", narrow, children }: AppShellProps) {
  usePlainLinks();
  const { key } = useLocation();
  useEffect(() => {
    if (key) document.getElementById("user-menu")?.hidePopover();
  }, [key]);
  return (
    <AccountContext value={user.id}>
      <div className="app-shell">
        <SkipLink />
        <header className="topbar">
          <a href="/" className="flex items-center gap-2 font-semibold">
            <Mark height={20} />
            Rowhouse
          </a>
          <button
            type="button"
            className="button button-ghost ml-auto px-1"
            popoverTarget="user-menu"
            aria-haspopup="dialog"
          >
            <Avatar name={user.name} />
            <span className="sr-only">{user.name}, account menu</span>
          </button>
          <UserMenu id="user-menu" user={user} theme={theme} className="user-menu user-menu-top" />
        </header>
        <main id="main" tabIndex={-1} className={cn("page", narrow && "page-narrow")}>
          {children}
        </main>
      </div>
    </AccountContext>
  );
}
