export interface Noun {
  one: Forms;
  many: Forms;
}

interface Forms {
  pascal: string;
  camel: string;
  snake: string;
  kebab: string;
  /** `line item`, `Line item`: what people read. */
  words: string;
  sentence: string;
  /** `a line item`, `an invoice`. */
  article: string;
  sentenceArticle: string;
}

/** @param one in lower case, its words joined by `-` or `_`. @param many if it isn't formed as usual. */
export function nounOf(one: string, many = pluralOf(one)): Noun {
  return { one: formsOf(one), many: formsOf(many) };
}

function formsOf(name: string): Forms {
  const parts = name.split(/[-_]/);
  const words = parts.join(" ");
  const pascal = parts.map(capital).join("");
  const article = `${/^([aeio]|u(?!ni|s[aei]))/.test(name) ? "an" : "a"} ${words}`;
  return {
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: parts.join("_"),
    kebab: parts.join("-"),
    words,
    sentence: capital(words),
    article,
    sentenceArticle: capital(article),
  };
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, "ies");
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

export function renamed(text: string, from: Noun, to: Noun): string {
  const forms = new Map([...pairs(from.many, to.many), ...pairs(from.one, to.one)]);
  // The longest first: the plural begins with the singular.
  const found = [...forms.keys()].sort((a, b) => b.length - a.length);
  return text.replace(new RegExp(found.join("|"), "g"), (form) => forms.get(form) ?? form);
}

function pairs(from: Forms, to: Forms): [string, string][] {
  return Object.keys(from).map((form) => [from[form as keyof Forms], to[form as keyof Forms]]);
}

/** What is wrong with a name in any project; null: nothing. */
export function nameProblem(one: string, many?: string): string | null {
  for (const name of [one, many ?? ""]) {
    if (name && !(/^[a-z][a-z0-9]*([-_][a-z][a-z0-9]*)*$/.test(name) && name.length <= 40))
      return `"${name}" must be lower-case words joined by hyphens, such as note or line-item, and 40 characters at most.`;
  }
  if (!many && /[^isu]s$/.test(one))
    return `"${one}" looks like a plural: name one thing, such as note. If it is one, add its plural: npm run noun -- lens lenses`;
  const noun = nounOf(one, many);
  return noun.one.camel === noun.many.camel
    ? `"${one}" needs a plural that differs from it: choose another name, such as ${one}-entry.`
    : null;
}
