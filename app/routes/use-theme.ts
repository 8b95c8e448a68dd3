import { useRouteLoaderData } from "react-router";
import type { loader as rootLoader } from "#app/root.tsx";

/** The theme that the browser's user chose, as the root's loader read it. */
export function useTheme() {
  return useRouteLoaderData<typeof rootLoader>("root")?.theme;
}
