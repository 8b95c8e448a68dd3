import type { ReactNode } from "react";
import { noteSigningOut } from "./drafts.ts";

interface SignOutFormProps {
  /** Absent: where people sign in. */
  returnTo?: string;
  className?: string;
  children: ReactNode;
}

/** Asks for a new document: nothing private stays in this one. */
export function SignOutForm({ returnTo, className, children }: SignOutFormProps) {
  return (
    <form method="post" action="/logout" className={className} onSubmit={noteSigningOut}>
      {returnTo === undefined ? null : <input type="hidden" name="redirectTo" value={returnTo} />}
      {children}
    </form>
  );
}
