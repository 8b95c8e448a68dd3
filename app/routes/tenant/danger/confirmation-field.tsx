import type { FormAnswer } from "#app/routes/form.ts";
import { TextField } from "#app/ui/field.tsx";

/** Asks to type which workspace it is, before something that can't be taken back; schema.ts compares it with the slug. */
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
