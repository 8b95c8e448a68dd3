import { Outlet } from "react-router";
import { access } from "#app/policies/access.ts";

export const handle = access({ read: "tenant:read", write: "tenant:read" });

export default function Layout() {
  return <Outlet />;
}
