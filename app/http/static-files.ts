import { existsSync, readdirSync } from "node:fs";
import type { RequestHandler } from "express";
import express from "express";
import { factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";

const root = "build/client";

/** Which files there are is read once, at start, so that a page costs no look at the disk. */
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
    // A page of an older release asks for a file that is gone. The 404 must not be cached.
    factsOf(res).pattern = "static";
    sendRefusal(req, res, 404);
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`);
}
