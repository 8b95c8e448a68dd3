import type { Noun } from "./name.ts";

/** The lists in which every noun has a line. Biome sorts, merges and wraps what is put in. */

interface List {
  path: string;
  /** The names that the lines add, or their text. None of it may be in the list yet. */
  names(noun: Noun): string[];
  /** Each line goes before the first place where its anchor stands. */
  lines(noun: Noun): [anchor: string | RegExp, line: string][];
}

export const lists: readonly List[] = [
  {
    path: "app/domain/entities.ts",
    names: ({ one, many }) => [one.pascal, many.camel],
    lines: ({ one, many }) => [
      ["import ", `import { ${one.pascal}, ${many.camel} } from "./${one.kebab}/table.ts";\n`],
      // Not at the end: Biome writes a comma there once the list is long.
      [/(?<=entities = \[)/, `${one.pascal}, `],
      ["] as const;", `  ${many.camel},\n`],
    ],
  },
  {
    path: "app/domain/membership/permissions.ts",
    names: ({ one }) => [`"${one.kebab}:write"`],
    lines: ({ one }) => [['  "member:manage":', `  "${one.kebab}:write": "member",\n`]],
  },
  {
    path: "app/routes.ts",
    names: ({ many }) => [`page("${many.kebab}", "tenant/`],
    lines({ one, many: { kebab } }) {
      const item = `${kebab}/:${one.camel}Id`;
      const pages = {
        index: kebab,
        new: `${kebab}/new`,
        show: item,
        edit: `${item}/edit`,
        delete: `${item}/delete`,
      };
      const lines = Object.entries(pages).map(
        ([file, path]) => `    page("${path}", "tenant/${kebab}/${file}.tsx"),\n`,
      );
      return [['    page("members", ', lines.join("")]];
    },
  },
  {
    path: "app/ui/icons.tsx",
    names: ({ many }) => [`${many.camel}Icon`],
    lines: ({ many }) => [
      ["export const settingsIcon", `export const ${many.camel}Icon = path("${sheet}");\n`],
    ],
  },
  {
    path: "app/ui/shell.tsx",
    names: ({ many }) => [`${many.camel}Icon`],
    lines: ({ many: { camel, kebab, sentence } }) => [
      ["import ", `import { ${camel}Icon } from "./icons.tsx";\n`],
      [
        `            {item(\`\${home}/members\``,
        `            {item(\`\${home}/${kebab}\`, ${camel}Icon, "${sentence}")}\n`,
      ],
    ],
  },
  {
    path: "tests/isolation/stage.ts",
    names: ({ one }) => [`    ${one.camel}: `, `create${one.pascal}`],
    lines: ({ one, many }) => [
      ["import ", `import { create${one.pascal} } from "#tests/factories/${many.kebab}.ts";\n`],
      [
        "    invitation: invitation.id,",
        `    ${one.camel}: (await create${one.pascal}(admin, { tenant, by, name: \`${one.sentence} \${marker}\` })).id,\n`,
      ],
    ],
  },
  {
    path: "tests/e2e/harness/every-page.ts",
    names: ({ one }) => [`    ${one.camel}Id: `, `create${one.pascal}`],
    lines: ({ one, many }) => [
      ["import ", `import { create${one.pascal} } from "#tests/factories/${many.kebab}.ts";\n`],
      [
        "    userId: ben.id,",
        `    ${one.camel}Id: (await create${one.pascal}(admin, { tenant, by: ada })).id,\n`,
      ],
    ],
  },
];

const sheet =
  "M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7ZM14 2v4a2 2 0 0 0 2 2h4M10 9H8M16 13H8M16 17H8";

export function withLines(text: string, list: List, noun: Noun): string | null {
  let changed = text;
  for (const [anchor, line] of list.lines(noun)) {
    const at = typeof anchor === "string" ? changed.indexOf(anchor) : changed.search(anchor);
    if (at < 0) return null;
    changed = changed.slice(0, at) + line + changed.slice(at);
  }
  return changed;
}
