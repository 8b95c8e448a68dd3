import { parseSync, Visitor } from "vite";

/** What works on texts from outside, found in the sources. */

export interface FoundReader {
  name: string;
  /** The types of its parameters, as written. */
  types: string[];
}

const text = /\b(string|unknown|Request|FormData|URLSearchParams)\b/;
/** With one of these a function asks the database or a server; it gets its texts from the readers. */
const beyond =
  /\b(\w*Reader|\w*Writer|TenantScope|\w*Entry|Context|Source|Server|Response|Limiters|Logger)\b/;

/** The exported functions that take a text, and work on it alone. */
export function readersIn(file: string, source: string): FoundReader[] {
  const found: FoundReader[] = [];
  const add = (name: string | undefined, parameters: readonly Parameter[]) => {
    const types = parameters.map((parameter) => typeOf(parameter, source));
    if (name && types.some((type) => text.test(type)) && !types.some((type) => beyond.test(type)))
      found.push({ name, types });
  };
  for (const statement of parsed(file, source).body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    const { declaration } = statement;
    if (declaration?.type === "FunctionDeclaration") add(declaration.id?.name, declaration.params);
    if (declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of declaration.declarations) {
      const isFunction = init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression";
      if (isFunction && id.type === "Identifier") add(id.name, init.params);
    }
  }
  return found;
}

interface Span {
  start: number;
  end: number;
}
type Parameter = Span & { type: string; typeAnnotation?: Span | null; left?: Parameter; right?: Span };

/** Of a parameter without a type, the type of its default value, if that is a text. */
function typeOf(parameter: Parameter, source: string): string {
  const { typeAnnotation, left, right } = parameter;
  if (typeAnnotation) return source.slice(typeAnnotation.start, typeAnnotation.end).replace(/^:\s*/, "");
  if (left?.typeAnnotation) return typeOf(left, source);
  return right && /^["'`]/.test(source.slice(right.start)) ? "string" : "untyped";
}

export interface FoundPattern {
  literal: string;
  pattern: RegExp;
}

/** The regular expressions that stand in the source. */
export function patternsIn(file: string, source: string): FoundPattern[] {
  const found: FoundPattern[] = [];
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      const { pattern, flags } = node.regex;
      found.push({ literal: `/${pattern}/${flags}`, pattern: new RegExp(pattern, flags) });
    },
  }).visit(parsed(file, source));
  return found;
}

/** Calls, such as `z.object`, and constructors that stand in the source. */
export function callsIn(file: string, source: string): string[] {
  const found: string[] = [];
  const add = ({ callee: { start, end } }: { callee: Span }) => void found.push(source.slice(start, end));
  new Visitor({ CallExpression: add, NewExpression: add }).visit(parsed(file, source));
  return found;
}

function parsed(file: string, source: string) {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return program;
}
