import { SubmitButton } from "#app/ui/button.tsx";
import { SignOutForm } from "#app/ui/sign-out-form.tsx";

interface SignOutProps {
  returnTo: string;
  variant?: "primary" | "secondary";
}

export function SignOut({ returnTo, variant }: SignOutProps) {
  return (
    <SignOutForm returnTo={returnTo} className="grid">
      <SubmitButton variant={variant}>Sign out and come back</SubmitButton>
    </SignOutForm>
  );
}
