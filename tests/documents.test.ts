import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...globSync("docs/*.md")];
const decisions = globSync("docs/decisions/*.md").sort();

/** In code spans, those that begin with a folder of ours; `<noun>`, `NNNN` and `…` stand for something. */
function namedPaths(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  const diagrams = [...text.matchAll(/(?:^|[\s│])((?:app|db|tests|cli|bench)\/[\w./-]+)/gm)].map(
    ([, path = ""]) => path,
  );
  return [...spans, ...diagrams].filter(
    (path) =>
      /^(?:app|db|cli|tests|bench|docs|scripts|deploy|public)\/[\w./-]+$/.test(path) &&
      !/NNNN|\/notes?[/.]|\/notes?$/.test(path),
  );
}

test("every path that a document names is there", () => {
  const named = documents.map((document) => ({
    document,
    paths: namedPaths(readFileSync(document, "utf8")),
  }));
  expect(named.flatMap(({ paths }) => paths).length).toBeGreaterThan(50);
  const missing = named.flatMap(({ document, paths }) =>
    paths.filter((path) => !existsSync(path.replace(/[.,]$/, ""))).map((path) => `${document}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test("every link from a document to another leads there", () => {
  const broken = [...documents, ...decisions].flatMap((document) =>
    [...readFileSync(document, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .filter(([, target = ""]) => !existsSync(join(dirname(document), target)))
      .map(([, target]) => `${document}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("decisions are numbered in a row, and each says when it was taken and how it stands", () => {
  const numbers = decisions.map((path) => Number(/(\d{4})-/.exec(path)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  for (const decision of decisions) {
    const [title, , line] = readFileSync(decision, "utf8").split("\n");
    expect(title, decision).toMatch(/^# /);
    expect(line, decision).toMatch(/^20\d\d-\d\d-\d\d · (accepted|reversed)/);
  }
});
