import { useFetchers, useNavigation } from "react-router";

/** Seen once a page or the answer to a form takes more than 150 ms. For app/root.tsx. */
export function ProgressBar() {
  const isGoing = useNavigation().state !== "idle";
  const isSending = useFetchers().some(({ state }) => state !== "idle");
  return isGoing || isSending ? <div className="progress" role="progressbar" aria-label="Loading" /> : null;
}
