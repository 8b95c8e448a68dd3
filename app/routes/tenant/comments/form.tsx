import { Form } from "react-router";
import type { FormAnswer } from "#app/routes/form.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextareaField } from "#app/ui/field.tsx";

export function CommentForm({ action, answer }: { action: string; answer?: FormAnswer }) {
  return (
    <Form method="post" action={action} className="grid gap-2">
      <TextareaField
        label="Comment"
        name="body"
        defaultValue={answer?.values.body}
        error={answer?.errors.body}
        maxLength={5_000}
        rows={3}
        required
        dir="auto"
      />
      <div>
        <SubmitButton action={action} variant="secondary">
          Add comment
        </SubmitButton>
      </div>
    </Form>
  );
}
