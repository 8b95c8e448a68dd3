import { execFileSync, spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { EmbeddedPostgresError } from "./error.ts";

export interface ServerAccount {
  uid: number;
  gid: number;
}

/** If root runs the application: the cluster's owner or `postgres`, made if missing. Otherwise null. */
export async function serverAccount(cluster: string | null): Promise<ServerAccount | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = cluster ? await stat(cluster).catch(() => null) : null;
  if (owner?.uid === 0) {
    throw new EmbeddedPostgresError(
      `${cluster} belongs to root, and PostgreSQL refuses to run as root. Give it to another account: chown -R postgres ${cluster}`,
    );
  }
  if (owner) return { uid: owner.uid, gid: owner.gid };
  if (!userExists()) makeUser();
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function userExists(): boolean {
  return spawnSync("id", ["-u", "postgres"], { stdio: "ignore" }).status === 0;
}

function makeUser(): void {
  const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  if (spawnSync("useradd", [...options, "postgres"]).status === 0) return;
  throw new EmbeddedPostgresError(
    "PostgreSQL refuses to run as root, and a user for it couldn't be made. Run as another user, or add a user named postgres.",
  );
}

/** Every folder above the path has to let the account through, too. */
export function canReach(account: ServerAccount, path: string): boolean {
  return (
    spawnSync("/bin/sh", ["-c", 'test -x "$0" && test -r "$0"', path], { ...account, cwd: "/" }).status === 0
  );
}
