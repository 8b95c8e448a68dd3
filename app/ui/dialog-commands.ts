import type { MouseEvent } from "react";

type Command = "show-modal" | "close";

declare module "react" {
  interface ButtonHTMLAttributes<T> {
    command?: Command;
    commandfor?: string;
  }
}

// Browsers with invoker commands (since 2025) need no script for this; it is for the others.
function runCommand(event: MouseEvent<HTMLButtonElement>) {
  const { currentTarget: button } = event;
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor") ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (button.getAttribute("command") === "close") dialog.close();
  else if (!dialog.open) dialog.showModal();
}

function commands(command: Command, id: string) {
  return { type: "button", command, commandfor: id, onClick: runCommand } as const;
}

export function opensDialog(id: string) {
  return { ...commands("show-modal", id), "aria-haspopup": "dialog" } as const;
}

export function closesDialog(id: string) {
  return commands("close", id);
}
