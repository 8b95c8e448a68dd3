import { type ComponentProps, type MouseEvent, use } from "react";
import { Link } from "react-router";
import { cn } from "./cn.ts";
import { SendingContext } from "./sending-context.ts";

interface ButtonLook {
  /** At most one primary button a page; `danger` only for what can't be undone. */
  variant?: "primary" | "secondary" | "ghost" | "danger";
  size?: "small" | "medium";
}

function buttonClass({ variant = "secondary", size }: ButtonLook, className?: string): string {
  return cn(`button button-${variant}`, size === "small" && "button-small", className);
}

function ignorePress(event: MouseEvent) {
  event.preventDefault();
}

type ButtonProps = ButtonLook & ComponentProps<"button"> & { pending?: boolean };

/** While `pending` it ignores presses, but isn't `disabled`: that would lose the keyboard focus. */
export function Button({
  variant,
  size,
  pending,
  className,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ variant, size }, className)}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? ignorePress : onClick}
    />
  );
}

/** For going somewhere, never for changing something. */
export function LinkButton({ variant, size, className, ...rest }: ButtonLook & ComponentProps<typeof Link>) {
  return <Link {...rest} className={buttonClass({ variant, size }, className)} />;
}

/** Pending while its form is sent: with its `name` and `value`, if it has those. */
export function SubmitButton({ variant = "primary", pending, ...rest }: ButtonProps) {
  const sent = use(SendingContext);
  const isSending =
    sent !== undefined && (rest.name === undefined || sent.get(rest.name) === String(rest.value ?? ""));
  return <Button {...rest} type="submit" variant={variant} pending={pending ?? isSending} />;
}
