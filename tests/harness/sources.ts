import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The TypeScript files of a folder, without tests and declarations. */
export function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\.d\.ts$/.test(file));
}
