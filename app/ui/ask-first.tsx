import type { ReactNode } from "react";
import { Form } from "react-router";
import { Alert } from "./alert.tsx";
import { SubmitButton } from "./button.tsx";
import { PageHeader } from "./page-header.tsx";

interface AskFirstProps {
  title: ReactNode;
  context: ReactNode;
  confirm: string;
  variant?: "primary" | "danger";
  fields?: Readonly<Record<string, string>>;
  cancelHref: string;
  problem?: string | undefined;
  /** The thing itself, where its name says too little. */
  children?: ReactNode;
}

/** Posts to its own URL: without scripts, it takes the place of `ConfirmDialog`. */
export function AskFirst({
  title,
  context,
  confirm,
  variant = "danger",
  fields = {},
  cancelHref,
  problem,
  children,
}: AskFirstProps) {
  return (
    <div className="page-narrow">
      <PageHeader title={title} context={context} />
      <div className="grid gap-4">
        {problem ? <Alert kind="error">{problem}</Alert> : null}
        {children}
        <Form method="post" className="flex flex-wrap gap-2">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <SubmitButton variant={variant}>{confirm}</SubmitButton>
          <a className="button button-ghost" href={cancelHref}>
            Cancel
          </a>
        </Form>
      </div>
    </div>
  );
}
