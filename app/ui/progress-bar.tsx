import { useNavigation } from "react-router";

/** A thin bar at the top while a page takes more than 150 ms to come. For app/root.tsx. */
export function ProgressBar() {
  const { state } = useNavigation();
  return state === "idle" ? null : <div className="progress" role="progressbar" aria-label="Loading" />;
}
