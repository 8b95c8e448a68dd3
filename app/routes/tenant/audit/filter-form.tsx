import { useId } from "react";
import { Form } from "react-router";
import { Input } from "#app/ui/input.tsx";
import type { AuditChoices } from "./load.ts";
import { hrefOfLog } from "./log-href.ts";
import type { AuditQuery } from "./schema.ts";
import { choiceText, nounText } from "./words.ts";

interface FilterFormProps {
  base: string;
  query: AuditQuery;
  choices: AuditChoices;
  isFiltered: boolean;
}

/** Whose doings, which, and when. Works without scripts, and stands in the address. */
export function FilterForm({ base, query, choices, isFiltered }: FilterFormProps) {
  return (
    <Form
      // The fields follow the address when one goes back.
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
        <People label="Not members any more" people={choices.others} />
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

/** The verbs of each kind of object. */
function byNoun(verbs: readonly string[]): [string, string[]][] {
  return Object.entries(Object.groupBy(verbs, (verb) => verb.split(".", 1)[0] ?? "")).map(
    ([noun, its = []]) => [noun, its],
  );
}
