import { useCallback, useEffect, useRef, useState } from "react";
import { useRevalidator } from "react-router";
import { statusLabels } from "#app/domain/task/status.ts";
import { toast } from "#app/ui/toast-store.ts";
import { type BoardColumns, moved, neighboursOf, type Spot, spotOf } from "./board-order.ts";

interface Lifted {
  id: string;
  before: BoardColumns;
}

export interface BoardControls {
  columns: BoardColumns;
  liftedId: string | null;
  /** For screen readers. */
  message: string;
  lift(id: string): void;
  carry(spot: Spot): void;
  drop(): void;
  cancel(): void;
}

/** A move shows at once and is saved behind it, in order; after the last, the board is read again. */
export function useBoard(loaded: BoardColumns, moveHref: (id: string) => string): BoardControls {
  const [columns, setColumns] = useState(loaded);
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [message, setMessage] = useState("");
  const unsaved = useRef(0);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const { revalidate } = useRevalidator();

  const isLifted = lifted !== null;
  useEffect(() => {
    if (unsaved.current === 0 && !isLifted) setColumns(loaded);
  }, [loaded, isLifted]);

  const save = useCallback(
    (id: string, place: Record<string, string>, title: string) => {
      unsaved.current++;
      saving.current = saving.current.then(async () => {
        if (!(await sendMove(moveHref(id), place))) {
          toast({ kind: "error", message: `“${title}” could not be moved. It is back where it was.` });
          setMessage(`${title} could not be moved.`);
        }
        unsaved.current--;
        if (unsaved.current === 0) await revalidate();
      });
    },
    [moveHref, revalidate],
  );

  return {
    columns,
    liftedId: lifted?.id ?? null,
    message,
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

/** The answer is a redirect to the board; only that it came matters here. */
async function sendMove(href: string, place: Record<string, string>): Promise<boolean> {
  try {
    const body = new URLSearchParams(place);
    const response = await fetch(href, { method: "POST", body, redirect: "manual" });
    return response.type === "opaqueredirect" || response.ok;
  } catch {
    return false;
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
