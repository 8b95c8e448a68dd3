import type { ComponentProps, MouseEvent } from "react";
import { Link, useNavigation } from "react-router";
import { cn } from "./cn.ts";

interface ButtonLook {
  /** One primary button a page at most; `danger` only for what can't be undone. */
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

/**
 * A button. While `pending` it keeps its width, shows a spinner and ignores presses; it is not `disabled`, because
 * that would throw away the keyboard focus.
 */
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

/** A link that looks like a button: for going somewhere, never for changing something. */
export function LinkButton({ variant, size, className, ...rest }: ButtonLook & ComponentProps<typeof Link>) {
  return <Link {...rest} className={buttonClass({ variant, size }, className)} />;
}

type SubmitProps = ButtonProps & {
  /** The form's `action`, when several forms of a page are told apart by their address. */
  action?: string;
};

/**
 * Submits its form and shows that it is under way. By itself it watches the page's navigation: with `name` and `value`
 * it is pending only for a submission that carries them, with `action` only for a form sent there. For a form of
 * `useFetcher`, pass `pending={fetcher.state !== "idle"}`.
 */
export function SubmitButton({ variant = "primary", pending, action, ...rest }: SubmitProps) {
  const { formData, formAction } = useNavigation();
  const isSending =
    formData !== undefined &&
    (rest.name === undefined || formData.get(rest.name) === String(rest.value ?? "")) &&
    (action === undefined || formAction === action);
  return <Button {...rest} type="submit" variant={variant} pending={pending ?? isSending} />;
}
