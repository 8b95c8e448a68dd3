import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { makeDirectory } from "./directory.ts";
import { EmbeddedPostgresError, explained } from "./error.ts";
import type { ClusterPlace } from "./place.ts";

/** A start killed halfway leaves nothing that looks like a database. @throws {EmbeddedPostgresError} */
export async function ensureCluster(place: ClusterPlace, password: string): Promise<void> {
  const { cluster, binaries } = place;
  const version = await versionOf(cluster);
  if (version === null) return initialize(place, password);
  if (Number(version) !== binaries.majorVersion) {
    throw new EmbeddedPostgresError(
      `This data directory (${cluster}) was made by PostgreSQL ${version}; the binaries in use are ${binaries.majorVersion}. ` +
        `Set POSTGRES_BIN_DIR to those of PostgreSQL ${version}, or move the data over with pg_upgrade or a dump.`,
    );
  }
}

async function versionOf(cluster: string): Promise<string | null> {
  try {
    return (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw explained(
        `The database in ${cluster} can't be read`,
        error,
        "Start as the account that made it, or as root.",
      );
    }
  }
  if ((await readdir(cluster).catch(() => [])).length === 0) return null;
  throw new EmbeddedPostgresError(
    `${cluster} is not empty and holds no PostgreSQL database. Restore it whole, or move it away.`,
  );
}

async function initialize({ cluster, binaries, account }: ClusterPlace, password: string): Promise<void> {
  await makeDirectory(dirname(cluster));
  await removeUnfinished(cluster);
  const unfinished = `${cluster}.new-${randomBytes(4).toString("hex")}`;
  const passwordFile = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    for (const path of account ? [unfinished, passwordFile] : []) {
      await chown(path, account?.uid ?? 0, account?.gid ?? 0);
    }
    const options = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const format = ["--encoding=UTF8", "--data-checksums", ...localeOptions(binaries.majorVersion)];
    await promisify(execFile)(join(binaries.binDir, "initdb"), ["-D", unfinished, ...options, ...format], {
      ...account,
      cwd: dirname(unfinished),
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    });
    await rename(unfinished, cluster);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new EmbeddedPostgresError(
      `A database couldn't be made in ${cluster}: ${(stderr || message).trim().split("\n").at(-1)}`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Sorts by code point. Knows case beyond ASCII, for searches; before PostgreSQL 17 only on Linux. */
function localeOptions(majorVersion: number): string[] {
  if (majorVersion >= 17) return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  return ["--locale=C", ...(process.platform === "linux" ? ["--lc-ctype=C.UTF-8"] : [])];
}

/** What killed starts left. An initdb that still runs there fails; its leftovers go at the next start. */
async function removeUnfinished(cluster: string): Promise<void> {
  const folder = dirname(cluster);
  const left = (await readdir(folder)).filter((name) => name.startsWith(`${basename(cluster)}.new-`));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}
