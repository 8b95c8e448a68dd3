import fc from "fast-check";

export type Read = (text: string) => unknown;

/** A text of any length: `before`, then `piece` again and again, then `after`. */
export interface Family {
  before?: string;
  piece: string;
  after?: string;
}

const letters = ["a", "A", "0", "ab", "a0", "\u00e9", "\ufdfa", "\u1100\u1161\u11a8"];
const marks = ["\u0301", "\u0316\u0301", "e\u0301", "\u0345\u0301\u05b0"];
const separators = [
  ..." -_.,;:/\\|=&%@+*?#!$^~",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "\0",
  "\u00a0",
  "\u2028",
  "\u200b",
];
const brackets = [..."([{<>)]}\"'`", '"a', "<a", "(a", '<"', "[]", "--"];
const almost = [
  " a",
  "a ",
  "a.",
  ".a",
  "a-",
  "-a",
  "a@",
  "@a",
  "a=",
  "a=1&",
  "a=1;",
  "%2",
  "%25",
  "1.",
  "a\n",
];
const surrogates = ["\u{1f3e0}", "\ud83c", "\udfe0", "\u{1f469}\u200d", "\u{1f1e6}"];
const bodies = ["\r\n--x", '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'];

const pieces = [letters, marks, separators, brackets, almost, surrogates, bodies].flat();

/** What makes parsers and patterns work in vain: repeated, after a beginning that fits, before an end that doesn't. */
export const families: readonly Family[] = pieces.flatMap((piece) => [
  { piece },
  { before: "/a", piece, after: "\u0001" },
  { before: "a", piece, after: "b@example.com" },
  { before: "a@b", piece, after: ".com" },
]);

/** Texts that a pattern takes, broken off and drawn out at each place. */
export function familiesOf(pattern: RegExp): Family[] {
  return samplesOf(pattern).flatMap((sample) =>
    Array.from({ length: Math.min(sample.length, longestBeginning) }, (_, at) => at + 1).flatMap((end) => [
      { piece: sample.slice(0, end), after: "\u0001" },
      { before: sample.slice(0, end), piece: sample.slice(end - 1, end), after: "\u0001" },
      { before: sample.slice(0, end), piece: sample.slice(Math.max(end - 2, 0), end), after: "\u0001" },
    ]),
  );
}

const longestBeginning = 40;

/** fast-check knows no boundaries of words, no looking around and no property escapes. */
function samplesOf({ source, flags }: RegExp): string[] {
  const known = source.replace(/\\b|\(\?<?[=!][^)]*\)/g, "").replace(/\\[pP]\{[^}]*\}/g, "!");
  const matching = fc.stringMatching(new RegExp(known, flags.replace(/[giy]/g, "")));
  return fc.sample(matching, { numRuns: 4, seed: 1 });
}

/**
 * Lengths of the part that is repeated. Small steps first: work that doubles with each character is noticed
 * before it takes for ever.
 */
const lengths = [
  ...[10, 14, 17, 20, 22, 24, 26, 28, 40],
  ...[64, 128, 256, 512, 2_048, 4_096, 8_192, 16_384, 32_768],
];

/** In µs of processor time. What costs less, also at the longest text, can't grow with the square of it. */
const noticeable = 20_000;
/** Work that grows with the length makes a text of four times the length cost 4 times as much, its square 16. */
const mostTimes = 8;

/** The first family whose work grows faster than its length, in words; null if there is none. */
export async function steepestGrowth(read: Read, among: readonly Family[]): Promise<string | null> {
  for (const family of among) {
    const found = await growthIn(read, family);
    if (found) return found;
  }
  return null;
}

/** Draws the text out until its work can be measured, then compares it with a quarter of the text. */
async function growthIn(read: Read, family: Family): Promise<string | null> {
  for (const length of lengths) {
    const text = textOf(family, length);
    if ((await costOf(read, text, 1)) < noticeable) continue;
    // Again: the first may have paid for a collection of garbage.
    const cost = Math.min(await costOf(read, text, 1), await costOf(read, text, 1));
    if (cost < noticeable) continue;
    const times = cost / (await leastCost(read, textOf(family, length / 4)));
    if (times > mostTimes)
      return `${JSON.stringify(family)}, drawn out to ${length}, costs ${Math.round(times)} times as much as a quarter`;
  }
  return null;
}

/** Of whole pieces. */
function textOf({ before = "", piece, after = "" }: Family, length: number): string {
  return before + piece.repeat(length / piece.length) + after;
}

/** Whatever else the machine does can only add to it. */
async function leastCost(read: Read, text: string): Promise<number> {
  const costs = [];
  while (costs.length < 3) costs.push(await averageCost(read, text));
  return Math.min(...costs);
}

async function averageCost(read: Read, text: string): Promise<number> {
  for (let calls = 1; ; calls *= 2) {
    const cost = await costOf(read, text, calls);
    if (cost >= noticeable) return cost / calls;
  }
}

/** Processor time of this thread alone, in µs. What a reader throws is its answer. */
async function costOf(read: Read, text: string, calls: number): Promise<number> {
  const before = process.threadCpuUsage();
  for (let call = 0; call < calls; call++) {
    try {
      const answer = read(text);
      if (answer instanceof Promise) await answer;
    } catch {}
  }
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}
