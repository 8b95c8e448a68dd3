import { type ReactNode, useRef } from "react";
import { Form } from "react-router";
import type { FormAnswer } from "#app/routes/form.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";

interface EditFormProps {
  /** The version an edit begins with; absent for something new. */
  version?: number;
  answer?: FormAnswer;
  /** What the button does. */
  submit: string;
  cancelHref: string;
  children: ReactNode;
}

/** The form of a noun, around its fields. The focus goes to the first field that was refused. */
export function EditForm({ version, answer, submit, cancelHref, children }: EditFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  const problem = answer?.errors[""] ?? answer?.errors.version;
  return (
    <Form method="post" ref={form} noValidate className="grid gap-4">
      {problem ? <Alert kind="error">{problem[0]}</Alert> : null}
      {version ? <input type="hidden" name="version" value={version} /> : null}
      {children}
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submit}</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </Form>
  );
}
