import { setPriority } from "node:os";
import { json } from "node:stream/consumers";

/** A noisy neighbour, in a process of its own: sends requests side by side until it gets SIGTERM. */
interface Noise {
  sideBySide: number;
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
}

const { sideBySide, url, method, headers, body } = (await json(process.stdin)) as Noise;
// It stands for other machines: it should not take the processor from what is measured.
setPriority(19);
let isOver = false;
process.once("SIGTERM", () => {
  isOver = true;
});

let sent = 0;
async function send() {
  sent++;
  const numbered = (text: string) => text.replaceAll("{number}", String(sent));
  const response = await fetch(numbered(url), {
    ...{ method, headers, redirect: "manual" },
    ...(body !== undefined && { body: numbered(body) }),
  });
  // What is read tells the one who measures that the noise has begun.
  for await (const _ of response.body ?? []) if (sent <= sideBySide) process.stdout.write(".");
  process.stdout.write(".");
}

await Promise.all(
  Array.from({ length: sideBySide }, async () => {
    while (!isOver) await send();
  }),
);
