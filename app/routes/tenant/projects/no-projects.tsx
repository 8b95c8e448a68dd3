import type { ReactNode } from "react";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { hrefOfList, type ListQuery } from "./list-href.ts";

interface NoProjectsProps {
  base: string;
  query: ListQuery;
  create: ReactNode;
}

/** What a list without projects says: what they are for, or that a search found none. */
export function NoProjects({ base, query, create }: NoProjectsProps) {
  if (query.search) {
    const everywhere = hrefOfList(base, { search: "", filter: query.filter });
    return (
      <EmptyState
        action={
          <a className="button button-secondary" href={everywhere}>
            Clear the search
          </a>
        }
      >
        No project here has “<bdi>{query.search}</bdi>” in its name.
      </EmptyState>
    );
  }
  if (query.filter === "archived") {
    return (
      <EmptyState>
        Projects that are done with can be archived. They keep everything, and rest here.
      </EmptyState>
    );
  }
  return (
    <EmptyState action={create}>
      A project holds the tasks of one piece of work. There is none yet.
    </EmptyState>
  );
}
