import type { RouteConfigEntry } from "@react-router/dev/routes";
import routes from "#app/routes.ts";

/**
 * The address of every page in app/routes.ts, with one value for each parameter; a page added there is covered by itself.
 * A name that means different things is told apart by what stands before it: `invitations/:token`. What only takes forms (a
 * `.ts` route) has nothing to look at.
 * @throws for a parameter that has no value yet.
 */
export function pagePaths(values: Readonly<Record<string, string>>): string[] {
  return leaves(routes).map((pattern) =>
    pattern.replace(/([\w-]*)\/(?::(\w+)|\*)/g, (_, before, name = "*") => {
      const value = values[`${before}/:${name}`] ?? values[name];
      if (!value) throw new Error(`Give ${name} in ${pattern} a value, or its page goes unseen`);
      return `${before}/${value}`;
    }),
  );
}

function leaves(entries: readonly RouteConfigEntry[], above = ""): string[] {
  return entries.flatMap(({ path = "", file, children }) => {
    const pattern = path ? `${above}/${path}` : above;
    if (children) return leaves(children, pattern);
    return file.endsWith(".tsx") ? [pattern || "/"] : [];
  });
}
