import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findBinaries } from "#db/embedded/binaries.ts";
import { disarmPidFile } from "#db/embedded/postmaster.ts";
import {
  DataDirInUseError,
  type EmbeddedOptions,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  findRunningPostgres,
  lockDataDir,
  startEmbeddedPostgres,
} from "#db/embedded.ts";
import { temporaryFolder } from "#tests/harness/data-dir.ts";
import { killAtOnce } from "#tests/harness/kill.ts";

vi.mock("node:timers/promises", { spy: true });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: EmbeddedPostgres[] = [];
let processes: ChildProcess[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of processes) child.kill("SIGKILL");
  for (const server of running) await server.stop();
  await folder.remove();
  processes = [];
  running = [];
});

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder.path, log: () => {}, ...options });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const remember = (url: string) => query(url, "create table kept as select 42 as answer");
const recall = (url: string) => query(url, "select answer from kept");

test("the first start makes a database, the next ones find it", async () => {
  const first = await start();
  await remember(first.url);
  expect((await findRunningPostgres(folder.path))?.url).toBe(first.url);
  await first.stop();
  await first.stop();
  expect(await findRunningPostgres(folder.path)).toBeNull();
  const second = await start();
  expect(await recall(second.url)).toEqual([{ answer: 42 }]);
});

test("its password is readable by its owner only, and it listens on this machine only", async () => {
  const { url } = await start();
  expect((await lstat(join(folder.path, "postgres-password"))).mode & 0o077).toBe(0);
  expect(await query(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  await expect(query(url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow("password");
});

async function holder(dataDir: string): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const program = `
    import { lockDataDir, startEmbeddedPostgres } from "#db/embedded.ts";
    await lockDataDir(${JSON.stringify(dataDir)});
    const { url, pid } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  const [line] = await once(child.stdout, "data");
  return { child, ...JSON.parse(String(line)) };
}

test("what a killed process left running is taken over, with everything in it", async () => {
  const orphan = await holder(folder.path);
  await remember(orphan.url);
  orphan.child.kill("SIGKILL");
  await once(orphan.child, "exit");
  const lock = await lockDataDir(folder.path);
  const adopted = await start();
  expect(adopted.pid).toBe(orphan.pid);
  expect(await recall(adopted.url)).toEqual([{ answer: 42 }]);
  await adopted.stop();
  expect(await findRunningPostgres(folder.path)).toBeNull();
  await lock.release();
});

test("a second process on one data directory is told which one holds it, and the first is left alone", async () => {
  const first = await holder(folder.path);
  const refused = lockDataDir(folder.path);
  await expect(refused).rejects.toThrow(DataDirInUseError);
  await expect(refused).rejects.toThrow(String(first.child.pid));
  expect(await query(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  await start();
});

test("of several processes that take a directory at once, whose last holder was killed, one gets it", async () => {
  const dead = await holder(folder.path);
  dead.child.kill("SIGKILL");
  await once(dead.child, "exit");
  await start();
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(folder.path)));
  const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(won).toHaveLength(1);
  await won[0]?.value.release();
  await (await lockDataDir(folder.path)).release();
});

/** Of a process in another container, whose number means nothing here. */
async function foreignLock(): Promise<string> {
  const path = join(folder.path, "app.lock");
  await writeFile(path, "1 100 elsewhere\n");
  return path;
}

test("a directory that another container uses is refused, too", async () => {
  const path = await foreignLock();
  const beat = setInterval(() => utimes(path, new Date(), new Date()), 500);
  await expect(lockDataDir(folder.path)).rejects.toThrow(DataDirInUseError);
  clearInterval(beat);
});

test("a directory whose container is long gone is taken at once", async () => {
  await utimes(await foreignLock(), new Date(0), new Date(0));
  await (await lockDataDir(folder.path)).release();
  expect(wait).not.toHaveBeenCalled();
});

test("of many processes that find such a lock at the same moment, one gets it and the others are told", async () => {
  for (let round = 1; round <= 5; round++) {
    await utimes(await foreignLock(), new Date(0), new Date(0));
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => lockDataDir(folder.path)));
    const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
    const lost = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(won).toHaveLength(1);
    expect(lost.map(({ reason }) => reason)).toEqual(lost.map(() => expect.any(DataDirInUseError)));
    await won[0]?.value.release();
  }
  expect(await readdir(folder.path)).toEqual([]);
});

test("a lock that a loss of power left empty keeps no process out", async () => {
  const path = join(folder.path, "app.lock");
  await writeFile(path, "");
  await utimes(path, new Date(0), new Date(0));
  await (await lockDataDir(folder.path)).release();
});

test("a folder that is no database is neither used nor overwritten", async () => {
  await mkdir(join(folder.path, "postgres"));
  await writeFile(join(folder.path, "postgres/letter"), "");
  await expect(start()).rejects.toThrow(EmbeddedPostgresError);
  expect(await readdir(join(folder.path, "postgres"))).toEqual(["letter"]);
});

test("a server that is killed is started again at the same address, as often as it takes", async () => {
  const server = await start();
  await remember(server.url);
  for (let kill = 1; kill <= 3; kill++) {
    const { pid } = server;
    await killAtOnce(pid);
    await vi.waitFor(async () => expect(await recall(server.url)).toEqual([{ answer: 42 }]), 10_000);
    await vi.waitFor(() => expect(server.pid).not.toBe(pid));
  }
  await server.stop();
  expect(await findRunningPostgres(folder.path)).toBeNull();
});

interface Contained {
  url: string;
  pid: number;
  /** The URL that a command finds during the start. */
  found: string;
  /** `kill -9` of everything inside. */
  kill(): Promise<void>;
}

/** In a PID namespace, as in a container: numbers begin at 1. Takes no lock, which it might wait for. */
async function startContained(): Promise<Contained> {
  const program = `
    import { findRunningPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
    const dataDir = ${JSON.stringify(folder.path)};
    async function look() {
      const running = await findRunningPostgres(dataDir);
      return running ? running.url : look();
    }
    const [{ url, pid }, found] = await Promise.all([startEmbeddedPostgres({ dataDir }), look()]);
    console.log(JSON.stringify({ url, pid, found }));
    setInterval(() => {}, 60_000);`;
  const permission = process.getuid?.() === 0 ? [] : ["--user", "--map-current-user"];
  const namespace = [...permission, "--fork", "--pid", "--mount-proc", "--kill-child=SIGKILL"];
  const child = spawn("unshare", [...namespace, process.execPath, "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  processes.push(child);
  let problem = "";
  child.stderr.on("data", (text) => (problem += text));
  const closed = once(child, "close");
  const line = await Promise.race([once(child.stdout, "data"), closed.then(() => null)]);
  if (!line) {
    throw new Error(
      `No database started in a PID namespace. That takes Linux, unshare (util-linux), and root or user namespaces.\n${problem}`,
    );
  }
  return {
    ...JSON.parse(String(line)),
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

test("killed with its whole container, it starts again each time, with every row that was confirmed", async () => {
  const rounds = 8;
  const numbers = new Set<number>();
  for (let round = 1; round <= rounds; round++) {
    const { url, pid, found, kill } = await startContained();
    await query(url, "create table if not exists kept (round int)");
    await query(url, `insert into kept values (${round})`);
    const confirmed = Array.from({ length: round }, (_, index) => ({ round: index + 1 }));
    expect(await query(url, "select round from kept order by round")).toEqual(confirmed);
    expect(found).toBe(url);
    numbers.add(pid);
    await kill();
  }
  expect(numbers.size).toBeLessThan(rounds);
});

/** Leaves the postmaster.pid of a killed server, whose number is another process's by now. */
async function leaveStaleNumber(server: EmbeddedPostgres, pid: number): Promise<void> {
  const path = join(folder.path, "postgres/postmaster.pid");
  const [, ...rest] = (await readFile(path, "utf8")).split("\n");
  await server.stop();
  await writeFile(path, [pid, ...rest].join("\n"));
}

test("a postmaster.pid of a process that is gone doesn't keep the server from starting", async () => {
  const gone = spawn("true");
  await once(gone, "exit");
  await leaveStaleNumber(await start(), gone.pid ?? 0);
  expect(await findRunningPostgres(folder.path)).toBeNull();
  expect(await query((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a postmaster.pid that by now names another program doesn't either, and the program is left alone", async () => {
  const other = spawn("sleep", ["600"]);
  processes.push(other);
  await leaveStaleNumber(await start(), other.pid ?? 0);
  expect(await findRunningPostgres(folder.path)).toBeNull();
  const server = await start();
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test("a postmaster.pid that names another database's server is not mistaken for its own", async () => {
  const another = await temporaryFolder();
  const neighbour = await start({ dataDir: another.path });
  await leaveStaleNumber(await start(), neighbour.pid);
  expect(await findRunningPostgres(folder.path)).toBeNull();
  const server = await start();
  expect(server.pid).not.toBe(neighbour.pid);
  await server.stop();
  expect(await query(neighbour.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await neighbour.stop();
  await another.remove();
});

test("an empty postmaster.pid, of a server that was killed before it wrote to it, doesn't keep it from starting", async () => {
  await (await start()).stop();
  await writeFile(join(folder.path, "postgres/postmaster.pid"), "");
  expect(await query((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("the postmaster.pid of a server that runs is left as it is", async () => {
  await start();
  const cluster = join(folder.path, "postgres");
  const before = await readFile(join(cluster, "postmaster.pid"), "utf8");
  expect(await disarmPidFile(cluster)).toBeNull();
  expect(await readFile(join(cluster, "postmaster.pid"), "utf8")).toBe(before);
});

test("the leftovers of a start that was killed while making the database are removed", async () => {
  await mkdir(join(folder.path, "postgres.new-1234/base"), { recursive: true });
  await writeFile(join(folder.path, "postgres.new-1234/PG_VERSION"), "18\n");
  await start();
  expect((await readdir(folder.path)).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
});

test("data of another PostgreSQL version is refused by one line that says what to do", async () => {
  await (await start()).stop();
  await writeFile(join(folder.path, "postgres/PG_VERSION"), "14\n");
  const refused = start();
  await expect(refused).rejects.toThrow(EmbeddedPostgresError);
  await expect(refused).rejects.toThrow(/^.*PostgreSQL 14.*POSTGRES_BIN_DIR.*$/);
  expect(await readFile(join(folder.path, "postgres/PG_VERSION"), "utf8")).toBe("14\n");
});

test("a data directory that can't be made is one line", async () => {
  await writeFile(join(folder.path, "file"), "");
  const dataDir = join(folder.path, "file/data");
  await expect(lockDataDir(dataDir)).rejects.toThrow(/^DATA_DIR .* can't be written to \(ENOTDIR\).*$/);
  await expect(start({ dataDir })).rejects.toThrow(/^DATA_DIR .* can't be written to \(ENOTDIR\).*$/);
});

test("binaries may come from a folder, and one without them is refused by name", async () => {
  const { binDir } = await findBinaries(undefined);
  expect(await query((await start({ binDir })).url, "select 1 as one")).toEqual([{ one: 1 }]);
  const refused = start({ binDir: folder.path });
  await expect(refused).rejects.toThrow(EmbeddedPostgresError);
  await expect(refused).rejects.toThrow(`POSTGRES_BIN_DIR ${folder.path}`);
});

test("settings and a port can be given, and a setting that PostgreSQL refuses is told in its words", async () => {
  const { url } = await start({ settings: { work_mem: "7MB" } });
  expect(await query(url, "show work_mem")).toEqual([{ work_mem: "7MB" }]);
  await running[0]?.stop();
  const lines = start({ settings: { work_mem: "much" } });
  await expect(lines).rejects.toThrow(EmbeddedPostgresError);
  await expect(lines).rejects.toThrow('invalid value for parameter "work_mem"');
});

test("a data directory that only its owner can enter works for root, too, whose database has another user", async () => {
  const locked = await temporaryFolder(0o700);
  const dataDir = join(locked.path, "data");
  const first = await start({ dataDir });
  await remember(first.url);
  await first.stop();
  const second = await start({ dataDir });
  expect(await recall(second.url)).toEqual([{ answer: 42 }]);
  const [{ data_directory: place }] = (await query(second.url, "show data_directory")) as [
    { data_directory: string },
  ];
  await second.stop();
  expect(place.startsWith(process.getuid?.() === 0 ? "/var/lib/rowhouse/" : dataDir)).toBe(true);
  await rm(dirname(place), { recursive: true });
  await locked.remove();
});
