import { existsSync, readdirSync } from "node:fs";
import { extname } from "node:path";
import type { RequestHandler, Response } from "express";
import express from "express";
import { factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";

const root = "build/client";

/** The endings of the files that the build has compressed (scripts/compress-files.ts), the shortest file first. */
const encodings: Readonly<Record<string, string>> = { br: ".br", gzip: ".gz" };

/**
 * Which files there are is read once, at start, so that a page costs no look at the disk. Nothing is compressed here:
 * strangers may ask for files without a limit.
 */
export function staticFiles(): RequestHandler {
  const files = new Set(existsSync(root) ? filesUnder(root) : []);
  const serve = express.static(root, {
    index: false,
    redirect: false,
    setHeaders(res, path) {
      const [encoding, ending = ""] = Object.entries(encodings).find(([, end]) => path.endsWith(end)) ?? [];
      if (encoding) res.setHeader("Content-Encoding", encoding);
      res.type(extname(path.slice(0, path.length - ending.length)));
      res.vary("Accept-Encoding");
      const isHashed = path.includes("/assets/");
      res.setHeader(
        "Cache-Control",
        isHashed ? "public, max-age=31536000, immutable" : "public, max-age=3600",
      );
    },
  });
  return function staticFiles(req, res, next) {
    if (files.has(req.path) && !isCompressed(req.path)) {
      factsOf(res).pattern = "static";
      const best = Object.entries(encodings).find(
        ([encoding, ending]) => files.has(req.path + ending) && req.acceptsEncodings(encoding),
      );
      req.url = req.path + (best?.[1] ?? "");
      return serve(req, res, (error?: unknown) => (isRefusal(error) ? refuse(res, error) : next(error)));
    }
    if (!req.path.startsWith("/assets/")) return next();
    // A page of an older release asks for a file that is gone. The 404 must not be cached.
    factsOf(res).pattern = "static";
    sendRefusal(req, res, 404);
  };
}

function isCompressed(path: string): boolean {
  return Object.values(encodings).some((ending) => path.endsWith(ending));
}

/** As `send` has them: of a range beyond the end of the file, or a condition that isn't met. */
interface FileRefusal {
  status: number;
  headers?: Record<string, string>;
}

function isRefusal(error: unknown): error is FileRefusal {
  return (
    error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500
  );
}

function refuse(res: Response, { status, headers }: FileRefusal): void {
  res
    .status(status)
    .set({ ...headers, "Cache-Control": "no-store" })
    .type("text/plain")
    .send(`${status}`);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`);
}
