import { access } from "#app/domain/membership/access.ts";
import { notFound } from "#app/routes/answers.ts";

export const handle = access({ read: "public", write: "public" });

export function loader() {
  throw notFound();
}

export function action() {
  throw notFound();
}

export default function NotFound() {
  return null;
}
