export {};

/** Sends the same kind of request side by side until it is told to end: a noisy neighbour, in a process of its own. */
interface Noise {
  sideBySide: number;
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

const { sideBySide, url, method, headers, body } = JSON.parse(process.argv[2] ?? "") as Noise;
let isOver = false;
process.once("SIGTERM", () => {
  isOver = true;
});

let sent = 0;
const statuses: Record<number, number> = {};
await Promise.all(
  Array.from({ length: sideBySide }, async () => {
    while (!isOver) {
      const numbered = (text: string) => text.replaceAll("{n}", String(sent));
      sent++;
      const response = await fetch(numbered(url), {
        ...{ method, headers, redirect: "manual", body: body === undefined ? null : numbered(body) },
      });
      await response.arrayBuffer();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    }
  }),
);
console.log(JSON.stringify(statuses));
