import { useId } from "react";
import { Form } from "react-router";
import { Alert } from "#app/ui/alert.tsx";
import { Input } from "#app/ui/input.tsx";
import type { AuditChoices } from "./load.ts";
import { hrefOfLog } from "./log-href.ts";
import type { PresentedEvent } from "./present.ts";
import type { AuditQuery } from "./schema.ts";
import { choiceText, nounText } from "./words.ts";

interface FilterFormProps {
  base: string;
  query: AuditQuery;
  choices: AuditChoices;
  isFiltered: boolean;
}

export function FilterForm({ base, query, choices, isFiltered }: FilterFormProps) {
  return (
    <Form
      // The fields follow the URL when the browser goes back.
      key={hrefOfLog(base, query)}
      method="get"
      action={base}
      role="search"
      aria-label="Audit log"
      className="log-filter"
    >
      {query.object ? <input type="hidden" name="object" value={query.object} /> : null}
      <select name="by" aria-label="Person" className="input" defaultValue={query.by ?? ""}>
        <option value="">Anybody</option>
        <People label="Members" people={choices.members} />
        <People label="Not members any more" people={choices.former} />
        <optgroup label="Nobody in particular">
          <option value="operator">The operator</option>
          <option value="system">Rowhouse</option>
        </optgroup>
      </select>
      <select name="what" aria-label="What was done" className="input" defaultValue={query.what ?? ""}>
        <option value="">Anything</option>
        {byNoun(choices.verbs).map(([noun, verbs]) => (
          <optgroup key={noun} label={nounText(noun)}>
            {[noun, ...verbs].map((what) => (
              <option key={what} value={what}>
                {choiceText(what)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <Day label="From" name="from" day={query.from} />
      <Day label="To" name="to" day={query.to} />
      <button type="submit" className="button button-secondary">
        Show
      </button>
      {isFiltered ? (
        <a className="button button-ghost" href={base}>
          Clear
        </a>
      ) : null}
    </Form>
  );
}

function People({ label, people }: { label: string; people: AuditChoices["members"] }) {
  if (people.length === 0) return null;
  return (
    <optgroup label={label}>
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

function Day({ label, name, day }: { label: string; name: string; day: string | null }) {
  const id = useId();
  return (
    <div className="log-day">
      <label htmlFor={id}>{label}</label>
      <Input id={id} type="date" name={name} defaultValue={day ?? ""} />
    </div>
  );
}

function byNoun(verbs: readonly string[]): [string, string[]][] {
  return Object.entries(Object.groupBy(verbs, (verb) => verb.split(".", 1)[0] ?? "")).map(
    ([noun, its = []]) => [noun, its],
  );
}

export function NotUnderstood({ base, parts }: { base: string; parts: string[] }) {
  const wrong = parts.map((part) => partNames[part as keyof AuditQuery]).join(", ");
  return (
    <div className="mb-4">
      <Alert kind="warning">
        This address asks for something that isn't in this log, which was left out: {wrong}.{" "}
        <a className="link" href={base}>
          Show everything
        </a>
      </Alert>
    </div>
  );
}

const partNames: Record<keyof AuditQuery, string> = {
  by: "the person",
  what: "what was done",
  object: "the object",
  from: "the first day",
  to: "the last day",
  before: "the place in the log",
};

interface OneObjectProps {
  base: string;
  query: AuditQuery;
  object: PresentedEvent["object"] | undefined;
}

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
