import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { closeIcon, errorIcon, infoIcon, successIcon } from "./icons.tsx";
import { currentToasts, dismissToast, type Flash, subscribeToToasts, toast } from "./toast-store.ts";

const visibleMs = 6_000;
const icons = { success: successIcon, error: errorIcon, info: infoIcon };
const tints = { success: "text-success", error: "text-danger", info: "text-muted" };
const none: readonly never[] = [];

/** `flash` is in the first HTML, so it shows without scripts. For app/root.tsx. */
export function Toaster({ flash }: { flash?: Flash | null }) {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts, () => none);
  // The first flash came with the document and is drawn from the props; later ones go through the store.
  const [first, setFirst] = useState(flash ?? null);
  const shown = useRef(flash ?? null);
  useEffect(() => {
    if (!flash || flash === shown.current) return;
    shown.current = flash;
    toast(flash);
  }, [flash]);

  return (
    <div className="toasts" role="status" aria-live="polite">
      {first ? <Toast {...first} onLeave={() => setFirst(null)} /> : null}
      {toasts.map((item) => (
        <Toast key={item.id} {...item} onLeave={() => dismissToast(item.id)} />
      ))}
    </div>
  );
}

function Toast({ kind, message, onLeave }: Flash & { onLeave: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  }, [onLeave]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!element.current?.matches(":hover, :focus-within")) leave.current();
    }, visibleMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <div ref={element} className="toast">
      <span className={tints[kind]}>{icons[kind]}</span>
      <p>{message}</p>
      <button
        type="button"
        className="button button-ghost button-icon button-small"
        aria-label="Dismiss"
        onClick={onLeave}
      >
        {closeIcon}
      </button>
    </div>
  );
}
