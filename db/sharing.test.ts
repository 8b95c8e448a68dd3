import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Opened, shared } from "./sharing.ts";

interface Options {
  failing?: boolean;
  /** Ending waits for it, as a commit waits for the database. */
  ended?: Promise<void>;
}

function recorder(options: Options = {}) {
  const diary: string[] = [];
  let opened = 0;
  const open = async (): Promise<Opened<number>> => {
    const number = ++opened;
    diary.push(`open ${number}`);
    if (options.failing) throw new Error("no connection");
    const end = async (how: string) => {
      await options.ended;
      diary.push(`${how} ${number}`);
    };
    return { tx: number, end };
  };
  return { diary, join: shared<object, number>(open) };
}

describe("a transaction that callers at once share", () => {
  it("is opened once and ends with the last of them", async () => {
    const { diary, join } = recorder();
    const key = {};
    const [first, second] = await Promise.all([join(key), join(key)]);
    expect([first.tx, second.tx]).toEqual([1, 1]);
    await first.end("commit");
    expect(diary).toEqual(["open 1"]);
    await second.end("commit");
    expect(diary).toEqual(["open 1", "commit 1"]);
  });

  it("is another one for another key", async () => {
    const { join } = recorder();
    const [mine, yours] = await Promise.all([join({}), join({})]);
    expect(mine.tx).not.toBe(yours.tx);
  });

  it("is rolled back if one of them failed, whichever ends last", async () => {
    const { diary, join } = recorder();
    const key = {};
    const [first, second] = await Promise.all([join(key), join(key)]);
    await first.end("rollback");
    await second.end("commit");
    expect(diary.at(-1)).toBe("rollback 1");
  });

  it("is a new one for latecomers, who share it, and opens only after the one before has ended", async () => {
    const { promise: ended, resolve: letEnd } = Promise.withResolvers<void>();
    const { diary, join } = recorder({ ended });
    const key = {};
    const ending = (await join(key)).end("commit");
    const late = Promise.all([join(key), join(key)]);
    // By then everything has happened that isn't held back.
    await turn();
    expect(diary).toEqual(["open 1"]);
    letEnd();
    await ending;
    expect((await late).map(({ tx }) => tx)).toEqual([2, 2]);
    expect(diary).toEqual(["open 1", "commit 1", "open 2"]);
  });

  it("is a new one for a latecomer also if the one before couldn't be ended", async () => {
    const { promise: ended, reject: fail } = Promise.withResolvers<void>();
    const { diary, join } = recorder({ ended });
    const key = {};
    const ending = (await join(key)).end("commit");
    const late = join(key);
    fail(new Error("connection lost"));
    await expect(ending).rejects.toThrow("connection lost");
    expect((await late).tx).toBe(2);
    expect(diary).toEqual(["open 1", "open 2"]);
  });

  it("fails for all of them if it can't be opened, and is tried again for the next", async () => {
    const { diary, join } = recorder({ failing: true });
    const key = {};
    const results = await Promise.allSettled([join(key), join(key)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected"]);
    await expect(join(key)).rejects.toThrow("no connection");
    expect(diary).toEqual(["open 1", "open 2"]);
  });
});
