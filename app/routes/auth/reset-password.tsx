import { access } from "#app/policies/access.ts";

export const handle = access({ read: "public", write: "public" });

export default function Page() {
  return <h1>auth/reset-password.tsx</h1>;
}
