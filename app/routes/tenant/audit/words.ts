import { statusLabels } from "#app/domain/task/status.ts";

/** Most verbs (`project.archived`) make a sentence alone, a new noun's too; the others are in `ownWords`. */

/** Stands after the actor's name. The object's name is a part of its own: it may be in any script. */
export type Sentence = [lead: string, name?: string, rest?: string];

export interface Told {
  verb: string;
  object: string | null;
  /** The actor did it to themselves. */
  isOneself: boolean;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

/** `archived the project “Apollo”` */
export function sentence(told: Told): Sentence {
  return (ownWords[told.verb] ?? derivedWords)(told);
}

/** `Project: archived`, `Project: anything`. */
export function choiceText(what: string): string {
  const [noun = "", done = "anything"] = what.split(".");
  return `${nounText(noun)}: ${wordsOf(done)}`;
}

export const nounText = (noun: string) => capital(wordsOf(noun));

export const fieldText = (field: string) => capital(fieldWords(field));

export function statusText(status: unknown): string {
  return (statusLabels as Readonly<Record<string, string>>)[String(status)] ?? String(status);
}

const ownWords: Readonly<Record<string, (told: Told) => Sentence>> = {
  "comment.created": () => ["wrote a comment"],
  "invitation.accepted": (told) => ["accepted the invitation to ", nameIn(told)],
  "invitation.created": (told) => ["invited ", nameIn(told), ` as ${told.after.role}`],
  "invitation.resent": (told) => ["sent the invitation to ", nameIn(told), " again"],
  "invitation.revoked": (told) => ["revoked the invitation to ", nameIn(told)],
  "member.added": (told) => ["added ", nameIn(told), ` as ${told.after.role}`],
  "member.joined": ({ after }) => [`joined as ${after.role}`],
  "member.left": () => ["left this workspace"],
  "member.removed": (told) => ["removed ", nameIn(told)],
  "member.role_changed": roleChanged,
  "member.signed_in": () => ["signed in"],
  "member.switched": () => ["switched to this workspace"],
  "task.changed": (told) => (Object.keys(told.after).join() === "status" ? moved(told) : derivedWords(told)),
  "workspace.created": () => ["created this workspace"],
  "workspace.plan_changed": ({ before, after }) => [
    after.plan ? `changed the plan from ${before.plan} to ${after.plan}` : "changed the limits of the plan",
  ],
  "workspace.renamed": ({ before, after }) => [
    `changed the address of this workspace from ${before.slug} to ${after.slug}`,
  ],
};

const nameIn = ({ object }: Told) => object ?? "somebody";

function roleChanged(told: Told): Sentence {
  const change = `role from ${told.before.role} to ${told.after.role}`;
  return told.isOneself ? [`changed their own ${change}`] : ["changed ", nameIn(told), `'s ${change}`];
}

function moved({ object, before, after }: Told): Sentence {
  return quoting(
    "moved the task",
    object,
    ` from ${statusText(before.status)} to ${statusText(after.status)}`,
  );
}

function derivedWords({ verb, object, after }: Told): Sentence {
  const [noun = "", done = ""] = verb.split(".").map(wordsOf);
  const any = `${article(noun)} ${noun}`;
  if (done === "created") return quoting(`created ${any}`, object);
  const thing = noun === "workspace" ? "this workspace" : object === null ? any : `the ${noun}`;
  const named = noun === "workspace" ? null : object;
  if (done === "resent") return quoting(`sent ${thing}`, named, " again");
  const part =
    done === "changed" ? changedFields(after) : / changed$/.test(done) ? done.replace(/ changed$/, "") : "";
  return quoting(part ? `changed the ${part} of ${thing}` : `${done} ${thing}`, named);
}

function changedFields(after: Told["after"]): string {
  const fields = Object.keys(after).map(fieldWords);
  return fields.length <= 2 ? fields.join(" and the ") : "";
}

function quoting(lead: string, name: string | null, rest = ""): Sentence {
  return name === null ? [lead + rest] : [`${lead} “`, name, `”${rest}`];
}

const fieldWords = (field: string) => fieldNames[field] ?? wordsOf(field.replace(/_id$/, ""));
const fieldNames: Readonly<Record<string, string>> = { due_on: "due day", hue: "door colour" };

const wordsOf = (name: string) => name.replaceAll("_", " ");
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** By ear: an invoice, a user. */
const article = (noun: string) => (/^([aeio]|u(?!ni|s[aei]))/.test(noun) ? "an" : "a");
