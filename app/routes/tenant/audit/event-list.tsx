import type { ReactNode } from "react";
import { RelativeTime } from "#app/ui/time.tsx";
import type { FieldChange } from "./fields.ts";
import { hrefOfLog } from "./log-href.ts";
import type { PresentedEvent } from "./present.ts";
import { nounText } from "./words.ts";

interface EventListProps {
  base: string;
  events: readonly PresentedEvent[];
  isOneObject: boolean;
  now: number;
}

export function EventList({ base, events, isOneObject, now }: EventListProps) {
  return (
    <ol className="card log" aria-label="Events">
      {events.map((event) => (
        <li key={event.id}>
          <details>
            <summary>
              <What event={event} />
              <span className="log-when">
                <RelativeTime at={event.at} now={now} />
              </span>
            </summary>
            <dl className="facts log-facts">
              {event.changes.map((change) => (
                <Change key={change.label} {...change} />
              ))}
              <Fact name="Time">{event.at.replace("T", " ").replace("Z", " UTC")}</Fact>
              <Fact name="Event">
                {event.id} · {event.verb}
              </Fact>
              {event.ipAddress ? <Fact name="IP address">{event.ipAddress}</Fact> : null}
              {event.requestId ? <Fact name="Request">{event.requestId}</Fact> : null}
            </dl>
            {isOneObject ? null : <OnlyThis base={base} event={event} />}
          </details>
        </li>
      ))}
    </ol>
  );
}

function What({ event }: { event: PresentedEvent }) {
  const [lead, name, rest] = event.what;
  return (
    <span className="log-what">
      <bdi className="font-medium">{event.who}</bdi> {lead}
      {name === undefined ? null : <bdi>{name}</bdi>}
      {rest}
    </span>
  );
}

function Change({ label, from, to }: FieldChange) {
  if (from === undefined || to === undefined)
    return (
      <Fact name={label}>
        <Value>{from ?? to ?? null}</Value>
      </Fact>
    );
  return (
    <Fact name={label}>
      <Value>{from}</Value> → <Value>{to}</Value>
    </Fact>
  );
}

function Value({ children }: { children: string | null }) {
  return children === null ? <span className="text-muted">nothing</span> : <bdi>{children}</bdi>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function OnlyThis({ base, event }: { base: string; event: PresentedEvent }) {
  const { type, id } = event.object;
  return (
    <p className="log-object">
      <a className="link" href={hrefOfLog(base, { object: `${type}:${id}` })}>
        Only this {nounText(type).toLowerCase()}
      </a>
    </p>
  );
}
