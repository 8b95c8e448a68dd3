import { SubmitButton } from "#app/ui/button.tsx";

interface SignOutProps {
  returnTo: string;
  /** `secondary` beside a button that is wanted more often. */
  variant?: "primary" | "secondary";
}

/** Signs out and comes back, to go on with another account. */
export function SignOut({ returnTo, variant }: SignOutProps) {
  return (
    <form method="post" action="/logout" className="grid">
      <input type="hidden" name="redirectTo" value={returnTo} />
      <SubmitButton variant={variant}>Sign out and come back</SubmitButton>
    </form>
  );
}
