import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { formContext } from "#app/context.ts";
import { families, familiesOf, type Read, steepestGrowth } from "./harness/growth.ts";
import { callsIn, type FoundReader, patternsIn, readersIn } from "./harness/readers.ts";
import { sources } from "./harness/sources.ts";

/** Whatever works on a text from outside: its work may grow with the text's length, and no faster. */

// A hash costs the same for every password; what happens to the password before it is measured.
vi.mock("node:crypto", async (original) => ({
  ...(await original<typeof import("node:crypto")>()),
  argon2: (_name: string, { tagLength }: { tagLength: number }, done: (error: null, tag: Buffer) => void) =>
    done(null, Buffer.alloc(tagLength)),
}));

// What the seeds, the jobs and the process itself work on doesn't come from outside.
const files = sources("app").filter((file) => !/^app\/(seeds|jobs|process)\//.test(file));
const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const modules = import.meta.glob<Record<string, unknown>>("../app/**/*.ts");
const load = (file: string) => modules[`../${file}`]?.();

const patterns = [...texts].flatMap(([file, source]) =>
  patternsIn(file, source).map((found) => ({ file, ...found })),
);

test("the patterns are found, and none is put together while the server runs", () => {
  expect(patterns.length).toBeGreaterThan(60);
  const builders = files.filter((file) => callsIn(file, texts.get(file) ?? "").includes("RegExp"));
  // As parts of its schema they are measured below.
  expect(builders).toEqual(["app/routes/tenant/audit/schema.ts"]);
});

test.each(patterns)("the pattern $literal of $file", async ({ pattern }) => {
  const read = (text: string) => text.replace(pattern, "");
  expect(await steepestGrowth(read, [...families, ...familiesOf(pattern)])).toBeNull();
});

/** What no text from outside reaches while it is long. */
const setAside: [type: RegExp, reason: string][] = [
  [
    /\b(AuditEvent|Values|PendingFacts|MailedInvitation|\w*Row|TaskFacts)\b/,
    "rows, whose texts were bounded",
  ],
  [/\b(BoardColumns|Spot|RefObject)\b/, "runs in the browser"],
];

const isSetAside = (type: string) => setAside.some(([aside]) => aside.test(type));

// Components show what was read; React's work is not ours.
const readers = files
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => readersIn(file, texts.get(file) ?? "").map((found) => ({ file, ...found })))
  // Hooks are called by React alone.
  .filter(({ name, types }) => !/^use[A-Z]/.test(name) && !types.some(isSetAside));

test("the functions are found", () => {
  const names = readers.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["passwordProblem", "safeRedirect", "readForm", "slugOf"]));
});

const ordinary = "quiet stone garden";

/** For the types that functions name. A new one needs a line. */
const standIns: Record<string, (text: string) => unknown> = {
  "string | number": (text) => text,
  Asker: () => ({}),
  Actor: (id) => ({ role: "owner", user: { id } }),
  Buffer: () => Buffer.alloc(32),
  "Tenant | null | undefined": () => null,
  'Pick<Config, "appUrl">': () => ({ appUrl: "http://app.test" }),
  Config: () => ({ appUrl: "http://app.test" }),
  "FormData | null | undefined": (text) => new Map([["title", text]]),
  Frame: (name) => ({ role: "owner", tenant: { slug: "acme", name } }),
  Matches: () => [],
  Owner: (text) => ({ email: text, name: text }),
  "Partial<AuditQuery> & { format?: string }": (text) => ({ what: text, object: text }),
  "ReadonlyMap<string, string>": (text) => new Map([[text, text]]),
  "Readonly<RouterContextProvider>": (text) => ({
    get: (key: unknown) => (key === formContext ? null : { config: {}, network: text }),
  }),
  Schema: () => z.object({ a: z.string(), b: z.string() }),
  Site: () => ({ appUrl: "http://app.test" }),
  URLSearchParams: (text) => new URLSearchParams({ q: text.toWellFormed() }),
  number: () => 200,
  untyped: () => undefined,
};

function argumentOf(type: string, text: string): unknown {
  const standIn = standIns[type];
  if (standIn) return standIn(text);
  if (/^(readonly )?(\(.*\)|string)\[\]$/.test(type)) return [text];
  if (/^Record<string, .*>$/.test(type)) return { [text]: text };
  if (/^\{.*\}$/.test(type)) return membersOf(type, text);
  if (/^(string|unknown)( \| (null|undefined|number|string))*$/.test(type)) return text;
  throw new Error(`Say in standIns what a ${type} is, or in setAside why no text from outside gets there`);
}

function membersOf(type: string, text: string): Record<string, unknown> {
  const members = [...type.matchAll(/(\w+)\??: ([^;}]+)/g)];
  return Object.fromEntries(
    members.map(([, name = "", of = ""]) => [name, /\bstring\b/.test(of) ? text : undefined]),
  );
}

/** As a form's body, as the query and as the cookie, as far as a header can carry it. */
function requestWith(text: string, type: string): Request {
  const headers = {
    "Content-Type": type,
    Cookie: `flash=${text.replace(/[^\x20-\x7e]/g, "x")}`,
    "User-Agent": "x",
  };
  const url = `http://app.test/?q=${encodeURIComponent(text.toWellFormed())}&page=${encodeURIComponent(text.toWellFormed())}`;
  return new Request(url, { method: "POST", headers, body: text });
}

const inHeader = (text: string) => text.replace(/[^\x20-\x7e]/g, "x").slice(0, 15_000);

/** The text as each kind of form, and in the header that says of which kind it is. */
const requests = [
  (text: string) => requestWith(text, "application/x-www-form-urlencoded"),
  (text: string) => requestWith(text, "multipart/form-data; boundary=x"),
  (text: string) => requestWith(text, `multipart/form-data; boundary=${inHeader(text)}`),
  (text: string) => requestWith(text, `multipart/form-data${inHeader(text)}x`),
  (text: string) => requestWith(text, `application/x-www-form-urlencoded${inHeader(text)}`),
];

/** One for each parameter that takes a text; the other parameters get an ordinary one. */
function readsOf({ types }: FoundReader, run: (...given: unknown[]) => unknown): Read[] {
  return types.flatMap((type, at) => {
    const others = types.map((other) => (other === "Request" ? null : argumentOf(other, ordinary)));
    if (type === "Request")
      return requests.map((request) => (text: string) => run(...others.with(at, request(text))));
    if (argumentOf(type, "a") === argumentOf(type, "b")) return [];
    return [(text: string) => run(...others.with(at, argumentOf(type, text)))];
  });
}

/** A request is dear to make: its readers get the pieces alone. */
const familiesFor = ({ types }: FoundReader) =>
  types.includes("Request") ? families.filter(({ before }) => before === undefined) : families;

test.each(readers)("the function $name of $file", async (reader) => {
  const run = (await load(reader.file))?.[reader.name] as (...given: unknown[]) => unknown;
  expect(run).toBeInstanceOf(Function);
  for (const read of readsOf(reader, run)) expect(await steepestGrowth(read, familiesFor(reader))).toBeNull();
});

const schemas = files.filter((file) => file.endsWith("/schema.ts"));
const fields = (await Promise.all(schemas.map(fieldsIn))).flat();

/** Some schemas are made for one tenant, or one email. */
async function fieldsIn(file: string) {
  return Object.entries((await load(file)) ?? {}).flatMap(([name, exported]) => {
    const isMade = typeof exported === "function" && name.endsWith("Schema");
    const schema: unknown = isMade ? exported(ordinary) : exported;
    if (!(schema instanceof z.ZodObject)) return [];
    const shape: Record<string, z.ZodType> = schema.shape;
    return Object.entries(shape).map(([field, type]) => ({ name: `${name}.${field}`, file, type }));
  });
}

test("the fields of forms and queries are found", () => {
  const others = files.filter(
    (file) => file.startsWith("app/routes/") && callsIn(file, texts.get(file) ?? "").includes("z.object"),
  );
  // The cookie of `flash` is read by `takeFlash`, above.
  expect(others.filter((file) => !schemas.includes(file))).toEqual(["app/routes/flash.ts"]);
  const names = fields.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["signInSchema.email", "taskSchema.title", "auditQuery.by"]));
});

test.each(fields)("the field $name of $file", async ({ type }) => {
  expect(await steepestGrowth((text) => type.safeParse(text), families)).toBeNull();
});
