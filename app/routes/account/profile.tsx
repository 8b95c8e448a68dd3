import { access } from "#app/policies/access.ts";

export const handle = access({ read: "user", write: "user" });

export default function Page() {
  return <h1>account/profile.tsx</h1>;
}
