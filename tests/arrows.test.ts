import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { sources } from "./harness/sources.ts";

/** The arrows of docs/design.md, read from the imports, types included: no alias or re-export goes unseen. */

/** From the ground up: a room imports those in its own line, and nothing else. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "app/base": [],
  db: [],
  "app/domain": ["app/base", "db"],
  "app/ui": ["app/base", "app/domain"],
  "app/app.ts": ["app/base", "app/domain", "db"],
  "app/access.ts": ["app/domain"],
  "app/context.ts": ["app/access.ts", "app/app.ts", "app/domain", "db"],
  "app/http": [
    "app/access.ts",
    "app/app.ts",
    "app/base",
    "app/context.ts",
    "app/domain",
    "app/ui",
    "app/app.css",
    "db",
  ],
  "app/middleware": ["app/access.ts", "app/base", "app/context.ts", "app/domain", "app/http", "app/ui", "db"],
  "app/routes": [
    "app/access.ts",
    "app/base",
    "app/context.ts",
    "app/domain",
    "app/http",
    "app/middleware",
    "app/root.tsx",
    "app/ui",
    "db",
    "package.json",
  ],
  "app/routes.ts": [],
  "app/root.tsx": [
    "app/access.ts",
    "app/app.css",
    "app/context.ts",
    "app/domain",
    "app/http",
    "app/middleware",
    "app/routes",
    "app/ui",
  ],
  "app/entry.server.tsx": ["app/context.ts", "app/http", "db"],
  "app/jobs": ["app/app.ts", "app/base", "app/domain", "db"],
  "app/process": ["app/app.ts", "app/base", "app/domain", "app/http", "app/jobs", "db"],
  "app/seeds": ["app/base", "app/domain", "db"],
  cli: ["app/base", "app/domain", "app/seeds", "db"],
};

interface Arrow {
  from: string;
  to: string;
}

const specifier = /(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g;

function arrowsOf(file: string): Arrow[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(specifier)].flatMap(([, named = ""]) => {
    if (named.startsWith("#")) return [{ from: file, to: named.slice(1) }];
    if (!named.startsWith(".") || named.startsWith("./+types")) return [];
    return [{ from: file, to: normalize(join(dirname(file), named)) }];
  });
}

/** A file that stands in `app` itself is a room of its own. */
function roomOf(file: string): string {
  const [top = "", second = ""] = file.replace(/\?url$/, "").split("/");
  return top === "app" ? `app/${second}` : top;
}

const arrows = ["app", "db", "cli"].flatMap(sources).flatMap(arrowsOf);

test("imports go one way: no room reaches up, and db knows nothing of the application", () => {
  expect(arrows.length).toBeGreaterThan(500);
  const upward = arrows
    .map(({ from, to }) => ({ from, to, room: roomOf(from), target: roomOf(to) }))
    .filter(({ room, target }) => room !== target && !mayImport[room]?.includes(target))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(upward).toEqual([]);
});

test("no two rooms import each other, however long the way round", () => {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    const [room, target] = [roomOf(from), roomOf(to)];
    // All pages hang on the root: it imports their frame, and they its loader's type.
    if (room === target || [room, target].includes("app/root.tsx")) continue;
    next.set(room, (next.get(room) ?? new Set()).add(target));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(next.get(from) ?? [])].some(
      (room) => room === to || (!seen.has(room) && reaches(room, to, seen.add(room))),
    );
  expect([...next.keys()].filter((room) => reaches(room, room))).toEqual([]);
});
