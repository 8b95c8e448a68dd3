import { existsSync, readdirSync } from "node:fs";
import type { RequestHandler } from "express";
import express from "express";
import { factsOf } from "./locals.ts";
import { refuse } from "./refuse.ts";

const root = "build/client";

/**
 * The files of the build. Which there are is read once, at start, so that a page doesn't cost a look at the disk. What is
 * under /assets has its content's hash in its name and never changes.
 */
export function staticFiles(): RequestHandler {
  const files = new Set(existsSync(root) ? filesUnder(root) : []);
  const serve = express.static(root, {
    index: false,
    redirect: false,
    setHeaders(res, path) {
      const isHashed = path.includes("/assets/");
      res.setHeader(
        "Cache-Control",
        isHashed ? "public, max-age=31536000, immutable" : "public, max-age=3600",
      );
    },
  });
  return function staticFiles(req, res, next) {
    if (files.has(req.path)) {
      factsOf(res).pattern = "static";
      return serve(req, res, next);
    }
    if (!req.path.startsWith("/assets/")) return next();
    // A page of an older release asks for what is gone; it must not be kept.
    factsOf(res).pattern = "static";
    refuse(req, res, 404);
  };
}

/** Their addresses, from the root. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`);
}
