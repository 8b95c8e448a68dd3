import type { MouseEvent } from "react";
import { useNavigate } from "react-router";
import { toast } from "#app/ui/toast-store.ts";

interface CopyLinkProps {
  link: string;
  /** Where the link can be read. Browsers let only pages from https and localhost copy. */
  shownAt: string;
  /** Tells one button from the next: whose link this is. */
  label: string;
  className?: string;
}

/** Copies a link, or leads to where it can be read. */
export function CopyLink({ link, shownAt, label, className = "" }: CopyLinkProps) {
  const navigate = useNavigate();
  const copy = async (event: MouseEvent) => {
    if (!window.isSecureContext) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link);
      toast({ kind: "success", message: "The link is copied." });
    } catch {
      navigate(shownAt);
    }
  };
  return (
    <a
      href={shownAt}
      onClick={copy}
      aria-label={label}
      className={`button button-secondary button-small ${className}`}
    >
      Copy link
    </a>
  );
}
