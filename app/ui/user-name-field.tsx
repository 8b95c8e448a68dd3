/** Tells a password manager whose password the form is about: it reads no field of the type `hidden`. */
export function UserNameField({ email }: { email: string }) {
  return <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />;
}
