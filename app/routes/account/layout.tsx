import { Outlet } from "react-router";
import { access } from "#app/policies/access.ts";

export const handle = access({ read: "user", write: "user" });

export default function Layout() {
  return <Outlet />;
}
