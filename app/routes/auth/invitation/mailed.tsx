import { AuthShell } from "#app/ui/auth-shell.tsx";

/** The same for every invited email: it doesn't tell whether there is an account. */
export function MailedLink({ email }: { email: string }) {
  return (
    <AuthShell title="Check your mail">
      <p>
        A link to join is on its way to <strong dir="auto">{email}</strong>. It takes the place of links that
        were mailed before.
      </p>
    </AuthShell>
  );
}
