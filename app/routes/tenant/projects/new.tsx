import { access } from "#app/policies/access.ts";

export const handle = access({ read: "tenant:read", write: "tenant:read" });

export default function Page() {
  return <h1>tenant/projects/new.tsx</h1>;
}
