import { gzipSync } from "node:zlib";
import type { Target } from "./load.ts";

/** JavaScript that a browser fetches before the first click, in bytes after gzip. */
export async function scriptBytes({ origin, requests: [first] }: Target): Promise<number> {
  if (!first) throw new Error("No page to weigh");
  const page = await (await fetch(origin + first.path, { headers: { cookie: first.cookie } })).text();
  const wanted = [...page.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([path]) => path);
  const seen = new Set<string>();
  let bytes = 0;
  for (let path = wanted.pop(); path; path = wanted.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const script = await (await fetch(origin + path)).text();
    bytes += gzipSync(script).byteLength;
    // Only static imports: those on demand are not part of the first page.
    for (const [, file] of script.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g))
      wanted.push(`/assets/${file}`);
  }
  return bytes;
}
