import { execFile } from "node:child_process";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { EmbeddedPostgresError } from "./error.ts";
import { ownedDirectory, type Place } from "./place.ts";

/**
 * Makes the cluster if there is none. It is made beside its place and moved there when complete, so that a start that
 * was killed halfway leaves nothing that looks like a database.
 * @throws {EmbeddedPostgresError} if there is one of another major version.
 */
export async function ensureCluster(place: Place, password: string): Promise<void> {
  const { cluster, binaries } = place;
  const version = (await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (!version) return initialize(place, password);
  if (Number(version) !== binaries.majorVersion) {
    throw new EmbeddedPostgresError(
      `The data in ${cluster} was made by PostgreSQL ${version}; the binaries here are PostgreSQL ${binaries.majorVersion}. ` +
        `Set POSTGRES_BIN_DIR to PostgreSQL ${version}'s, or move the data over with pg_upgrade or a dump.`,
    );
  }
}

async function initialize({ cluster, binaries, account }: Place, password: string): Promise<void> {
  await removeUnfinished(cluster);
  const unfinished = `${cluster}.new-${process.pid}`;
  await ownedDirectory(unfinished, account);
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (account) await chown(passwordFile, account.uid, account.gid);
    const options = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    const format = ["--encoding=UTF8", "--locale=C", "--data-checksums"];
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

async function removeUnfinished(cluster: string): Promise<void> {
  const left = (await readdir(dirname(cluster))).filter((name) =>
    name.startsWith(`${basename(cluster)}.new-`),
  );
  await Promise.all(left.map((name) => rm(join(dirname(cluster), name), { recursive: true, force: true })));
}
