import type { ReactNode } from "react";

export type Tone = "neutral" | "success" | "warning" | "danger";

const classes: Record<Tone, string> = {
  neutral: "badge",
  success: "badge badge-success",
  warning: "badge badge-warning",
  danger: "badge badge-danger",
};

/** The word carries the meaning; the dot's colour only helps to find it. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes[tone]}>{children}</span>;
}

/** For what is no state, such as a role or a plan. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="badge badge-plain">{children}</span>;
}
