import { useNavigation } from "react-router";

/** Seen once a page takes more than 150 ms. For app/root.tsx. */
export function ProgressBar() {
  const { state } = useNavigation();
  return state === "idle" ? null : <div className="progress" role="progressbar" aria-label="Loading" />;
}
