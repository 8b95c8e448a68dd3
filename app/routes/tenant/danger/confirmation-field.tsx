import { TextField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";

/** For what can't be taken back: asks to type the slug, which schema.ts compares. */
export function ConfirmationField({ slug, answer }: { slug: string; answer: FormAnswer | undefined }) {
  return (
    <TextField
      label={
        <>
          Type <strong>{slug}</strong> to confirm
        </>
      }
      name="confirmation"
      defaultValue={answer?.values.confirmation}
      error={answer?.errors.confirmation}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  );
}
