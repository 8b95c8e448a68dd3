import type { MouseEvent } from "react";

declare module "react" {
  interface ButtonHTMLAttributes<T> {
    /** What a press does to the element named by `commandfor`, without scripts (Invoker Commands). */
    command?: "show-modal" | "close";
    commandfor?: string;
  }
}

/**
 * Props of a button that opens the `<dialog>` with this id. Browsers with invoker commands (since 2025) open it even
 * without scripts; the others need the press to be handled here.
 */
export function opensDialog(id: string) {
  return {
    type: "button",
    command: "show-modal",
    commandfor: id,
    "aria-haspopup": "dialog",
    onClick: (event: MouseEvent) => {
      if ("commandForElement" in event.currentTarget) return;
      const dialog = document.getElementById(id);
      if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
    },
  } as const;
}
