import { SubmitButton } from "#app/ui/button.tsx";

interface SignOutProps {
  returnTo: string;
  variant?: "primary" | "secondary";
}

export function SignOut({ returnTo, variant }: SignOutProps) {
  return (
    <form method="post" action="/logout" className="grid">
      <input type="hidden" name="redirectTo" value={returnTo} />
      <SubmitButton variant={variant}>Sign out and come back</SubmitButton>
    </form>
  );
}
