import { TextField } from "#app/ui/field.tsx";

interface NewPasswordFieldProps {
  label?: string;
  error: string[] | undefined;
}

/** The bounds are those of app/domain/account/password-rules.ts, whose word list stays on the server. */
export function NewPasswordField({ label = "Password", error }: NewPasswordFieldProps) {
  return (
    <TextField
      label={label}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={10}
      help="At least 10 characters. Three random words are good."
      error={error}
      required
    />
  );
}
