import type { MouseEvent } from "react";
import { useNavigate } from "react-router";
import { toast } from "#app/ui/toast-store.ts";

interface CopyLinkProps {
  link: string;
  /** Where the link can be read. Browsers let only pages from https and localhost copy. */
  shownAt: string;
  /** Tells one button from the next: whose link this is. */
  label: string;
  /** How it looks: a button, unless it is an item of a menu. */
  className?: string;
}

const button = "button button-secondary button-small";

/** Copies a link, or leads to where it can be read. */
export function CopyLink({ link, shownAt, label, className = button }: CopyLinkProps) {
  const navigate = useNavigate();
  const copy = async (event: MouseEvent<HTMLElement>) => {
    if (!window.isSecureContext) return;
    event.preventDefault();
    event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
    try {
      await navigator.clipboard.writeText(link);
      toast({ kind: "success", message: "The link is copied." });
    } catch {
      navigate(shownAt);
    }
  };
  return (
    <a href={shownAt} onClick={copy} aria-label={label} className={className}>
      Copy link
    </a>
  );
}
