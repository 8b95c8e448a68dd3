import { hrefOfLog } from "./log-href.ts";
import type { PresentedEvent } from "./present.ts";
import type { AuditQuery } from "./schema.ts";
import { nounText } from "./words.ts";

interface OneObjectProps {
  base: string;
  query: AuditQuery;
  /** As its newest event calls it, if it has one. */
  object: PresentedEvent["object"] | undefined;
}

/** Says that the log is about one object alone, and leads back to all of them. */
export function OneObject({ base, query, object }: OneObjectProps) {
  const noun = nounText(query.object?.split(":", 1)[0] ?? "").toLowerCase();
  return (
    <p className="mb-4 [overflow-wrap:anywhere]">
      Only{" "}
      {object?.name ? (
        <>
          the {noun} “<bdi>{object.name}</bdi>”
        </>
      ) : (
        `one ${noun}`
      )}
      .{" "}
      <a className="link" href={hrefOfLog(base, { ...query, object: null, before: null })}>
        Show everything else, too
      </a>
    </p>
  );
}
