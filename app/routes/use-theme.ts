import { useRouteLoaderData } from "react-router";
import type { loader as rootLoader } from "#app/root.tsx";

export function useTheme() {
  return useRouteLoaderData<typeof rootLoader>("root")?.theme;
}
