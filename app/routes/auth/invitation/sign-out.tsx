import { SubmitButton } from "#app/ui/button.tsx";

/** Signs out and comes back, to go on as somebody else. */
export function SignOut({ returnTo }: { returnTo: string }) {
  return (
    <form method="post" action="/logout" className="grid">
      <input type="hidden" name="redirectTo" value={returnTo} />
      <SubmitButton>Sign out and come back</SubmitButton>
    </form>
  );
}
