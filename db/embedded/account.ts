import { execFileSync, spawnSync } from "node:child_process";
import { EmbeddedPostgresError } from "./error.ts";

/** The operating system's account the database server runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as the system's `postgres` user, made if there is none. Null: as
 * whoever runs the application.
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (!userExists()) {
    const made = spawnSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ]);
    if (made.status !== 0) {
      throw new EmbeddedPostgresError(
        "PostgreSQL refuses to run as root, and a user for it couldn't be made. Run as another user, or add a user named postgres.",
      );
    }
  }
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function userExists(): boolean {
  return spawnSync("id", ["-u", "postgres"], { stdio: "ignore" }).status === 0;
}

/** Whether the account can reach and use a path: every folder above it has to let it through. */
export function canReach(account: Account, path: string): boolean {
  return (
    spawnSync("/bin/sh", ["-c", 'test -x "$0" && test -r "$0"', path], { ...account, cwd: "/" }).status === 0
  );
}
