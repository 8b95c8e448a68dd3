import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Below this a compressed file is hardly shorter. */
const leastBytes = 1_000;

/** Writes `.br` and `.gz` beside each script and style sheet: app/http/static-files.ts compresses nothing. */
export function compressFiles(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|css)$/.test(file)) continue;
    const path = join(folder, file);
    const content = readFileSync(path);
    if (content.length < leastBytes) continue;
    const { BROTLI_PARAM_SIZE_HINT } = constants;
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, { params: { [BROTLI_PARAM_SIZE_HINT]: content.length } }),
    );
    writeFileSync(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
}
