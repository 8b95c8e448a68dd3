import { access } from "#app/access.ts";
import { notFoundResponse } from "#app/routes/responses.ts";

export const handle = access({ read: "public", write: "public" });

export function loader() {
  throw notFoundResponse();
}

export function action() {
  throw notFoundResponse();
}

export default function NotFound() {
  return null;
}
