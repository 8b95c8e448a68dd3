import type { RouteConfigEntry } from "@react-router/dev/routes";
import routes from "#app/routes.ts";

/** All pages of app/routes.ts; `invitations/:token` tells equal names apart. @throws if one has no value */
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
