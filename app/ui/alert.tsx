import type { ReactNode } from "react";
import { errorIcon, infoIcon, successIcon, warningIcon } from "./icons.tsx";

const looks = {
  info: { className: "alert", icon: infoIcon },
  success: { className: "alert alert-success", icon: successIcon },
  warning: { className: "alert alert-warning", icon: warningIcon },
  error: { className: "alert alert-danger", icon: errorIcon },
};

interface AlertProps {
  kind?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
}

export function Alert({ kind = "info", title, children }: AlertProps) {
  const { className, icon } = looks[kind];
  return (
    <div className={className} role={kind === "error" ? "alert" : undefined}>
      {icon}
      <div>
        {title ? <strong className="block">{title}</strong> : null}
        {children}
      </div>
    </div>
  );
}
