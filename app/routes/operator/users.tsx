import { access } from "#app/policies/access.ts";

export const handle = access({ read: "operator", write: "operator" });

export default function Page() {
  return <h1>operator/users.tsx</h1>;
}
