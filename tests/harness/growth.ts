const [short, long] = [1_000, 8_000];
/** Work that grows with the length makes it 8, work that grows with its square 64. */
const mostTimes = 24;
/** The least that is measured; the clock may tick every 4 ms. */
const leastMicroseconds = 20_000;

/** @throws if the work grows faster than the length. Only this thread's processor time counts. */
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
