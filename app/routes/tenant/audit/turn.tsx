import { hrefOfLog } from "./log-href.ts";
import type { AuditQuery } from "./schema.ts";

interface TurnProps {
  base: string;
  query: AuditQuery;
  /** The last event of this page, if there are older ones. */
  older: number | null;
}

/** Links to the newest page and to the next older one; nothing if everything is on this one. */
export function Turn({ base, query, older }: TurnProps) {
  if (older === null && query.before === null) return null;
  return (
    <nav className="pagination justify-end" aria-label="Pages">
      <span className="flex gap-2">
        {query.before === null ? null : (
          <a
            className="button button-secondary button-small"
            href={hrefOfLog(base, { ...query, before: null })}
          >
            Newest
          </a>
        )}
        {older === null ? null : (
          <a
            className="button button-secondary button-small"
            rel="next"
            href={hrefOfLog(base, { ...query, before: older })}
          >
            Older
          </a>
        )}
      </span>
    </nav>
  );
}
