import { use, useEffect, useRef, useState } from "react";
import { useRevalidator } from "react-router";
import { statusLabels } from "#app/domain/task/status.ts";
import { AccountContext } from "#app/ui/account-context.ts";
import { formFailureText, unreachable } from "#app/ui/form-failure.ts";
import { type BoardColumns, moved, neighboursOf, type Spot, spotOf } from "./board-order.ts";

interface Lifted {
  id: string;
  before: BoardColumns;
}

interface UnsavedMove {
  id: string;
  title: string;
  why: string;
  tryAgain(): void;
}

export interface BoardControls {
  columns: BoardColumns;
  liftedId: string | null;
  /** For screen readers. */
  message: string;
  /** The last move that was not saved. */
  unsaved: UnsavedMove | null;
  lift(id: string): void;
  carry(spot: Spot): void;
  drop(): void;
  cancel(): void;
}

/**
 * A move shows at once and is saved behind it, in order; after the last, the board is read again. One that can't be saved
 * goes back.
 */
export function useBoard(loaded: BoardColumns, moveHref: (id: string) => string): BoardControls {
  const [columns, setColumns] = useState(loaded);
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [message, setMessage] = useState("");
  const [unsaved, setUnsaved] = useState<UnsavedMove | null>(null);
  const accountId = use(AccountContext);
  const pending = useRef(0);
  const isChanged = useRef(false);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const { revalidate } = useRevalidator();

  const isLifted = lifted !== null;
  const newest = useRef(loaded);
  useEffect(() => {
    newest.current = loaded;
    if (pending.current === 0 && !isLifted) setColumns(loaded);
  }, [loaded, isLifted]);

  const save = (id: string, place: Record<string, string>, title: string) => {
    pending.current++;
    setUnsaved(null);
    saving.current = saving.current.then(async () => {
      const why = await sendMove(moveHref(id), accountId ? { ...place, as: accountId } : place);
      if (why === null) isChanged.current = true;
      else {
        setUnsaved({ id, title, why, tryAgain: () => save(id, place, title) });
        setMessage(`${title} could not be moved, and is back where it was.`);
      }
      pending.current--;
      if (pending.current > 0) return;
      // What can't be saved for now can't be read either, and the board stays.
      if (isChanged.current) await revalidate();
      isChanged.current = false;
      setColumns(newest.current);
    });
  };

  return {
    columns,
    liftedId: lifted?.id ?? null,
    message,
    unsaved,
    lift(id) {
      setLifted({ id, before: columns });
      setMessage(`${titleOf(columns, id)} lifted. ${spoken(columns, id)}`);
    },
    carry(spot) {
      if (!lifted) return;
      const next = moved(columns, lifted.id, spot);
      setColumns(next);
      setMessage(spoken(next, lifted.id));
    },
    drop() {
      if (!lifted) return;
      const { id, before } = lifted;
      const [from, place] = [neighboursOf(before, id), neighboursOf(columns, id)];
      setLifted(null);
      setMessage(`${titleOf(columns, id)} dropped. ${spoken(columns, id)}`);
      if (place && JSON.stringify(from) !== JSON.stringify(place)) save(id, place, titleOf(columns, id));
    },
    cancel() {
      if (!lifted) return;
      setColumns(lifted.before);
      setMessage(`${titleOf(columns, lifted.id)} is back where it was. ${spoken(lifted.before, lifted.id)}`);
      setLifted(null);
    },
  };
}

/** Asks as the router does. The answer is a redirect to the board; only that it came matters here. @returns why not */
async function sendMove(href: string, place: Record<string, string>): Promise<string | null> {
  try {
    const response = await fetch(`${href}.data`, { method: "POST", body: new URLSearchParams(place) });
    return response.ok ? null : formFailureText(response.status, await response.text());
  } catch {
    return unreachable;
  }
}

function titleOf(columns: BoardColumns, id: string): string {
  const spot = spotOf(columns, id);
  return (spot && columns[spot.status][spot.index]?.title) ?? "";
}

function spoken(columns: BoardColumns, id: string): string {
  const spot = spotOf(columns, id);
  if (!spot) return "";
  return `${statusLabels[spot.status]}, ${spot.index + 1} of ${columns[spot.status].length}.`;
}
