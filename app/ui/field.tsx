import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Input, Select, type SelectOption, Textarea } from "./input.tsx";

interface FieldText {
  label: ReactNode;
  help?: ReactNode;
  /** In the words of the user's task. Of a list, as conform gives it, the first shows. */
  error?: string | readonly string[] | null;
}

interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function firstError(error: FieldText["error"]): string | undefined {
  return (typeof error === "string" ? error : error?.[0]) || undefined;
}

function Field({
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

/** `prefix` stands before the value and can't be changed, as `rowhouse.app/` before a slug. */
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
