import { redirect } from "react-router";
import { access } from "#app/policies/access.ts";

export const handle = access({ read: "tenant:read", write: "tenant:read" });

export function loader() {
  return redirect("/");
}
