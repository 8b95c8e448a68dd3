import type { MouseEvent } from "react";
import { useNavigate } from "react-router";
import { toast } from "#app/ui/toast-store.ts";

interface CopyLinkProps {
  link: string;
  /** The page that shows the link. Browsers let only pages from https and localhost copy. */
  shownAt: string;
  label: string;
  className?: string;
}

const button = "button button-secondary button-small";

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
