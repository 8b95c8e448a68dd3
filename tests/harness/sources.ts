import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The TypeScript files of a folder, without tests and declarations. */
export function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.d\.ts$/.test(file));
}

const declaration =
  /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** React Router reads these from every route. */
const ofRoutes = new Set([
  "loader",
  "action",
  "headers",
  "meta",
  "handle",
  "shouldRevalidate",
  "ErrorBoundary",
]);

/** The names that a file exports, without those that every route has. */
export function exportedBy(text: string): string[] {
  return Array.from(text.matchAll(declaration), ([, name = ""]) => name).filter(
    (name) => !ofRoutes.has(name),
  );
}
