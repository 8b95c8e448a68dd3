import { once } from "node:events";
import { Agent, request } from "node:http";
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

const { sideBySide, url, method, headers, body = "" } = (await json(process.stdin)) as Noise;
// It stands for other machines: it should not take the processor from what is measured, and has an address of its own.
setPriority(19);
const agent = new Agent({ keepAlive: true, family: 4, localAddress: "127.0.9.1" });
let isOver = false;
process.once("SIGTERM", () => {
  isOver = true;
});

let sent = 0;
async function send() {
  sent++;
  const numbered = (text: string) => text.replaceAll("{number}", String(sent));
  const content = Buffer.from(numbered(body));
  const asked = request(numbered(url), {
    ...{ method, agent },
    headers: { ...headers, "content-length": content.length },
  }).end(content);
  const [answer] = await once(asked, "response");
  // What is read tells the one who measures that the noise has begun.
  for await (const _ of answer) if (sent <= sideBySide) process.stdout.write(".");
  process.stdout.write(".");
}

await Promise.all(
  Array.from({ length: sideBySide }, async () => {
    while (!isOver) await send();
  }),
);
agent.destroy();
