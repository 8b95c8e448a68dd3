import { runInNewContext } from "node:vm";

/** The names that code declares and uses; not those of properties, or in comments and strings. */
export function variablesIn(code: string): ReadonlySet<string> {
  return new Set(withoutText(code).match(/(?<![.\w])[A-Za-z]\w*(?![\w=:?])/g));
}

/** Of a template literal, what stands in `${}` is code. */
function withoutText(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, (text) =>
    text.startsWith("`")
      ? Array.from(text.matchAll(/\$\{([^}]*)\}/g), ([, inner = ""]) => withoutText(inner)).join(";")
      : '""',
  );
}

/** No variable may have such a name, or the linter refuses that it hides what JavaScript means by it. */
export function isOfJavaScript(name: string): boolean {
  return keywords.has(name) || globals.has(name);
}

/** ECMAScript 2024, 12.7.2, strict mode and modules included. */
const keywords = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

/** Of the language alone: a noun may have the name of what only a browser or Node knows, such as File. */
const globals = new Set<string>(runInNewContext("Object.getOwnPropertyNames(globalThis)"));
