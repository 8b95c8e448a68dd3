import type { Request, Response } from "express";
import { errorDocument } from "./error-document.tsx";
import { factsOf } from "./locals.ts";

interface HttpRefusal {
  headers?: Record<string, string>;
  reason?: "origin";
}

const documents = new Map<string, string>();

/**
 * Pages are rendered once and not compressed, to keep refusals cheap in a flood; those from 500 on hold a
 * request id.
 */
export function sendRefusal(
  req: Request,
  res: Response,
  status: number,
  { headers = {}, reason }: HttpRefusal = {},
) {
  res.status(status).set({ "Cache-Control": "private, no-store, no-transform", ...headers });
  if (req.path.endsWith(".data") || !req.accepts("html"))
    return void res.type("text/plain").send(reason ?? `${status}`);
  const requestId = status >= 500 ? factsOf(res).id : undefined;
  const wasSent = req.method === "POST";
  res
    .type("html")
    .send(requestId ? errorDocument(status, { wasSent, requestId }) : cached(status, { wasSent, reason }));
}

function cached(status: number, details: { wasSent: boolean; reason: "origin" | undefined }): string {
  const key = `${status} ${details.wasSent} ${details.reason}`;
  const known = documents.get(key) ?? errorDocument(status, details);
  documents.set(key, known);
  return known;
}
