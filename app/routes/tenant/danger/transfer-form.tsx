import { useRef } from "react";
import { Form } from "react-router";
import type { FormAnswer } from "#app/routes/form.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { SelectField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import { ConfirmationField } from "./confirmation-field.tsx";

interface TransferFormProps {
  tenant: string;
  others: readonly { id: string; name: string; email: string }[];
  proposedId: string;
  answer: FormAnswer | undefined;
  cancelHref: string;
}

/** U+200E keeps the order in any script. Before the name, it would hinder finding an option by typing. */
const labelOf = ({ name, email }: { name: string; email: string }) => `${name}\u200e (${email})`;

export function TransferForm({ tenant, others, proposedId, answer, cancelHref }: TransferFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  return (
    <Form method="post" ref={form} noValidate className="card card-body grid gap-4">
      <SelectField
        label="New owner"
        name="userId"
        defaultValue={answer?.values.userId ?? proposedId}
        error={answer?.errors.userId}
        options={[
          { value: "", label: "Choose a member" },
          ...others.map((person) => ({ value: person.id, label: labelOf(person) })),
        ]}
        required
      />
      <ConfirmationField slug={tenant} answer={answer} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger">Transfer ownership</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </Form>
  );
}
