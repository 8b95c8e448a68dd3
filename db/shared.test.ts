import { describe, expect, it } from "vitest";
import { type Opened, shared } from "./shared.ts";

/** Opens numbered things and keeps a diary of what happened to them. */
function recorder(options: { failing?: boolean } = {}) {
  const diary: string[] = [];
  let opened = 0;
  const open = async (): Promise<Opened<number>> => {
    const number = ++opened;
    diary.push(`open ${number}`);
    if (options.failing) throw new Error("no connection");
    return { tx: number, end: async (outcome) => void diary.push(`${outcome} ${number}`) };
  };
  return { diary, join: shared<object, number>(open) };
}

describe("what is shared by those who ask together", () => {
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

  it("is rolled back if one of them failed, whoever ends last", async () => {
    const { diary, join } = recorder();
    const key = {};
    const [first, second] = await Promise.all([join(key), join(key)]);
    await first.end("rollback");
    await second.end("commit");
    expect(diary.at(-1)).toBe("rollback 1");
  });

  it("is opened anew for a latecomer, and only after the one before has ended", async () => {
    const { diary, join } = recorder();
    const key = {};
    const ending = (await join(key)).end("commit");
    const late = await join(key);
    await ending;
    expect(late.tx).toBe(2);
    expect(diary).toEqual(["open 1", "commit 1", "open 2"]);
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
