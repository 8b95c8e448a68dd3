import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Inside a form use `TextField`, which brings label, help and error. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cn("input", className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} className={cn("input", className)} />;
}

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

/** The platform's own: right on phones and for keyboards, and nothing to download. */
export function Select({
  className,
  options,
  ...rest
}: ComponentProps<"select"> & { options: readonly SelectOption[] }) {
  return (
    <select {...rest} className={cn("input", className)}>
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
