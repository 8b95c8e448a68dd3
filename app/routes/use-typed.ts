import { useRouteLoaderData } from "react-router";
import type { loader } from "#app/root.tsx";

/** What a form held that was refused with this document. */
export function useTyped() {
  return useRouteLoaderData<typeof loader>("root")?.typed;
}
