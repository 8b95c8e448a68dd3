import type { Command } from "commander";
import { printable, printableJson } from "./printable.ts";

/** All that commands print goes through `printable`: strangers wrote some of it. */

export function print(command: Command, value: unknown, ...lines: string[]): void {
  console.log(isJson(command) ? printableJson(value, 2) : lines.map(printable).join("\n"));
}

export function remark(...lines: string[]): void {
  console.error(lines.map(printable).join("\n"));
}

function isJson(command: Command): boolean {
  return command.optsWithGlobals().json === true;
}

export function pairs(entries: Record<string, string>): string[] {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries).map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** Page after page, so that a long list needs no memory. */
export async function printList<Item>(
  command: Command,
  pages: AsyncIterable<Item[]>,
  line: (item: Item) => string,
): Promise<void> {
  const json = isJson(command);
  const text = json ? (item: Item) => printableJson(item) : (item: Item) => printable(line(item));
  let separator = json ? "[\n" : "";
  for await (const page of pages) {
    if (page.length === 0) continue;
    await write(separator + page.map(text).join(json ? ",\n" : "\n"));
    separator = json ? ",\n" : "\n";
  }
  if (json) await write(separator === "[\n" ? "[]\n" : "\n]\n");
  else if (separator) await write("\n");
}

function write(text: string): Promise<void> {
  return new Promise((resolve, reject) =>
    process.stdout.write(text, (error) => (error ? reject(error) : resolve())),
  );
}

export const plural = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
