import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gathered } from "./gathered.ts";

const bytes = randomBytes(100_000);
const cut = (...lengths: number[]) => {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
};

test.each([
  ["byte by byte", cut(...Array(50_000).fill(1)), 4],
  ["in one", cut(100_000), 1],
  ["small, large, small", cut(10, 40_000, 5, 5), 3],
  ["as large as they are given", cut(16_384, 16_384, 1), 3],
  ["empty", [], 0],
])("pieces that come %s are given as few", async (_how, pieces, most) => {
  const given: Buffer[] = [];
  const body = Readable.from(pieces).pipe(gathered());
  body.on("data", (piece) => given.push(piece));
  await once(body, "end");
  expect(Buffer.concat(given).equals(Buffer.concat(pieces))).toBe(true);
  expect(given.length).toBeLessThanOrEqual(most);
});

test("what was given is not written over by what comes after it", async () => {
  const pieces = cut(...Array(60_000).fill(1));
  expect((await buffer(Readable.from(pieces).pipe(gathered()))).equals(bytes.subarray(0, 60_000))).toBe(true);
});
