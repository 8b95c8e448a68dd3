import { EmptyState } from "#app/ui/empty-state.tsx";

interface NoEventsProps {
  base: string;
  isFiltered: boolean;
  /** The first day asked for is after the last. */
  isBackward: boolean;
  /** How many days are shown at most; null: all of them. */
  shownDays: number | null;
}

/** What a log without events says: that nothing is like what was asked for, or what it is for. */
export function NoEvents({ base, isFiltered, isBackward, shownDays }: NoEventsProps) {
  if (isFiltered) {
    return (
      <EmptyState
        action={
          <a className="button button-secondary" href={base}>
            Clear the filters
          </a>
        }
      >
        {isBackward ? "The first day is after the last, so nothing can be found." : "No event is like that."}
      </EmptyState>
    );
  }
  return (
    <EmptyState>
      Who changed what, and when, is kept here by itself.{" "}
      {shownDays === null ? "Nothing was changed yet." : `Nothing was changed in the last ${shownDays} days.`}
    </EmptyState>
  );
}
