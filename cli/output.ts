import type { Command } from "commander";

/** Prints a command's result: the value with `--json`, else the text. */
export function answer(command: Command, value: unknown, text: string): void {
  console.log(isJson(command) ? JSON.stringify(value, null, 2) : text);
}

/** Whether the person asked for JSON. */
function isJson(command: Command): boolean {
  return command.optsWithGlobals().json === true;
}

/** Two columns: names, and what they stand for. */
export function pairs(entries: Record<string, string>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    .join("\n");
}

/** A list as it comes, page after page, so that its length needs no memory: JSON's one array, or lines. */
export async function answerList<Item>(
  command: Command,
  pages: AsyncIterable<Item[]>,
  line: (item: Item) => string,
): Promise<void> {
  const json = isJson(command);
  const text = json ? (item: Item) => JSON.stringify(item) : line;
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
