import type { User } from "#app/context.ts";
import type { ShellUser } from "#app/ui/user-menu.tsx";

/** What the frame of a page shows of who looks at it. */
export function shellUser({ id, name, email, isOperator }: User): ShellUser {
  return { id, name, email, isOperator };
}
