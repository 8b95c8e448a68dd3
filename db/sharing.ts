export interface Opened<Tx> {
  tx: Tx;
  /** The connection is free once it settles. */
  end(how: "commit" | "rollback"): Promise<void>;
}

interface Shared<Tx> {
  opening: Promise<Opened<Tx>>;
  users: number;
  how: "commit" | "rollback";
  ending?: Promise<void>;
}

/**
 * Callers with the same key share one open transaction. It ends with the last of them, rolled back if any
 * failed. Later callers wait for that and get a new one: there is never more than one per key.
 */
export function shared<Key extends object, Tx>(open: (key: Key) => Promise<Opened<Tx>>) {
  const current = new WeakMap<Key, Shared<Tx>>();

  return async function join(key: Key): Promise<Opened<Tx>> {
    for (let last = current.get(key); last?.ending; last = current.get(key))
      await last.ending.catch(() => {});
    const mine: Shared<Tx> = current.get(key) ?? { opening: open(key), users: 0, how: "commit" };
    current.set(key, mine);
    mine.users++;
    const forget = () => {
      if (current.get(key) === mine) current.delete(key);
    };
    const { tx, end } = await mine.opening.catch((error) => {
      forget();
      throw error;
    });
    return {
      tx,
      async end(how) {
        if (how === "rollback") mine.how = how;
        if (--mine.users > 0) return;
        mine.ending = end(mine.how).finally(forget);
        await mine.ending;
      },
    };
  };
}
