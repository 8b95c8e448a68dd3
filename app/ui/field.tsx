import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Input, Select, type SelectOption, Textarea } from "./input.tsx";

interface FieldText {
  label: ReactNode;
  /** One line below that says what is expected; an error takes its place. */
  help?: ReactNode;
  /** What is wrong, in the words of the person's task. A list, as conform gives it, shows its first entry. */
  error?: string | readonly string[] | null;
}

/** What a control inside a field needs so that label, help and error belong to it. */
export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function firstError(error: FieldText["error"]): string | undefined {
  return (typeof error === "string" ? error : error?.[0]) || undefined;
}

/** Label above, one line below, and any control in between. `TextField` and its siblings cover the usual ones. */
export function Field({
  label,
  help,
  error,
  id,
  className,
  children,
}: FieldText & { id?: string; className?: string; children: (control: ControlProps) => ReactNode }) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const problem = firstError(error);
  const note = problem ?? help;
  return (
    <div className={cn("field", className)}>
      <label className="field-label" htmlFor={controlId}>
        {label}
      </label>
      {children({
        id: controlId,
        "aria-describedby": note ? `${controlId}-note` : undefined,
        "aria-invalid": problem ? true : undefined,
      })}
      {note ? (
        <p id={`${controlId}-note`} className={problem ? "field-note field-error" : "field-note"}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** A line of text. `prefix` stands unchangeable in front of the value, as `rowhouse.app/` does before a slug. */
export function TextField({
  label,
  help,
  error,
  className,
  prefix,
  ...rest
}: FieldText & Omit<ComponentProps<"input">, "prefix"> & { name: string; prefix?: string }) {
  return (
    <Field label={label} help={help} error={error} id={rest.id} className={className}>
      {(control) =>
        prefix === undefined ? (
          <Input {...rest} {...control} />
        ) : (
          <div className="affix">
            <span>{prefix}</span>
            <Input {...rest} {...control} />
          </div>
        )
      }
    </Field>
  );
}

/** Several lines of text. */
export function TextareaField({
  label,
  help,
  error,
  className,
  ...rest
}: FieldText & ComponentProps<"textarea"> & { name: string }) {
  return (
    <Field label={label} help={help} error={error} id={rest.id} className={className}>
      {(control) => <Textarea {...rest} {...control} />}
    </Field>
  );
}

/** One of a few. */
export function SelectField({
  label,
  help,
  error,
  className,
  ...rest
}: FieldText & ComponentProps<"select"> & { name: string; options: readonly SelectOption[] }) {
  return (
    <Field label={label} help={help} error={error} id={rest.id} className={className}>
      {(control) => <Select {...rest} {...control} />}
    </Field>
  );
}
