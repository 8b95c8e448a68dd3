import { AuthShell } from "#app/ui/auth-shell.tsx";

/** The same for every invited email: it doesn't tell whether there is an account. */
export function MailedLink({ email, here }: { email: string; here: string }) {
  return (
    <AuthShell
      title="Check your mail"
      footer={
        <a className="link" href={here}>
          Back to the invitation
        </a>
      }
    >
      <p>
        A link to join is on its way to <strong dir="auto">{email}</strong>. Links that were mailed before go
        on working.
      </p>
    </AuthShell>
  );
}
