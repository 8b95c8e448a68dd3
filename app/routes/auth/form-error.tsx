import { Alert } from "#app/ui/alert.tsx";

/** What is wrong with a form as a whole, above its fields. */
export function FormError({ errors }: { errors: Record<string, string[]> | undefined }) {
  const [problem] = errors?.[""] ?? [];
  return problem ? <Alert kind="error">{problem}</Alert> : null;
}
