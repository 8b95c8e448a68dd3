import { accountIcon, operatorIcon, signOutIcon } from "./icons.tsx";
import { SignOutForm } from "./sign-out-form.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export interface ShellUser {
  id: string;
  name: string;
  email: string;
  isOperator: boolean;
}

interface PersonMenuProps {
  id: string;
  user: ShellUser;
  theme: Theme;
  className?: string;
}

/** A popover of plain links and forms: it works without scripts. */
export function UserMenu({ id, user, theme, className = "user-menu" }: PersonMenuProps) {
  return (
    <div id={id} popover="auto" role="dialog" aria-label="Account menu" className={className}>
      <a href="/account" className="menu-item">
        {accountIcon}Account
      </a>
      {user.isOperator ? (
        <a href="/operator" className="menu-item">
          {operatorIcon}Operator
        </a>
      ) : null}
      <div className="p-1">
        <ThemeSwitch theme={theme} />
      </div>
      <hr className="menu-line" />
      <SignOutForm>
        <button type="submit" className="menu-item">
          {signOutIcon}Sign out
        </button>
      </SignOutForm>
    </div>
  );
}
