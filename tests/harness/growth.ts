/** Lengths of text, in characters: of a hostile field, and of one that is 8 times as long. */
const [short, long] = [1_000, 8_000];
/** Work that grows with the length makes it 8, work that grows with its square 64. */
const mostTimes = 24;
/** How much processor time is measured at least; the clock may tick every 4 ms. */
const leastMicroseconds = 20_000;

/**
 * Reads a piece of text many times over, and as much again eight times as long. @throws if that costs more than it can
 * where the work grows with the length. Only processor time of this thread counts, so that a busy machine changes nothing,
 * and no number of seconds is promised.
 */
export function expectWorkToGrowWithLength(read: (text: string) => unknown, piece: string): void {
  const costOf = (length: number) => averageCost(read, piece.repeat(length / piece.length));
  const ratios: number[] = [];
  while (ratios.length < 3) {
    const ratio = costOf(long) / costOf(short);
    if (ratio < mostTimes) return;
    ratios.push(Math.round(ratio));
  }
  const text = JSON.stringify(piece);
  throw new Error(`${text} repeated, ${long / short} times as long, cost ${ratios.join(", ")} times as much`);
}

/** Processor time of one call, in µs. */
function averageCost(read: (text: string) => unknown, text: string): number {
  read(text);
  const before = process.threadCpuUsage();
  for (let calls = 1; ; calls++) {
    read(text);
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= leastMicroseconds) return (user + system) / calls;
  }
}
