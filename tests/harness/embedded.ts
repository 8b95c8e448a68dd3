import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach } from "vitest";
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { runSql } from "./administer.ts";
import { temporaryFolder } from "./data-dir.ts";

/** Another process, with what it said in its first line. */
export type Told<Line> = Line & {
  child: ChildProcess;
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
};

export interface TestEmbedded {
  /** Empty at the beginning of each test. */
  dataDir: string;
  /** On the data directory, unless the options name another. */
  start(options?: Partial<EmbeddedOptions>): Promise<EmbeddedPostgres>;
  /** Another process locks the data directory, starts its database and stays. `pid` is the database's. */
  hold(): Promise<Told<{ url: string; pid: number }>>;
  /** Runs a module until it prints a line of JSON, and lets it stay. @throws if it ends before */
  run<Line>(program: string, within?: string[]): Promise<Told<Line>>;
  /** An empty one, beside the data directory. */
  newFolder(mode?: number): Promise<string>;
}

/** For a whole test file. Servers, processes and folders end with the test that made them. */
export function useEmbedded(): TestEmbedded {
  let folders: Awaited<ReturnType<typeof temporaryFolder>>[] = [];
  let servers: EmbeddedPostgres[] = [];
  let processes: ChildProcess[] = [];

  const embedded: TestEmbedded = {
    dataDir: "",
    async start(options) {
      const server = await startEmbeddedPostgres({ dataDir: embedded.dataDir, log: () => {}, ...options });
      servers.push(server);
      return server;
    },
    hold: () =>
      embedded.run(`
        import { lockDataDir, startEmbeddedPostgres } from "#db/embedded.ts";
        const dataDir = ${JSON.stringify(embedded.dataDir)};
        await lockDataDir(dataDir);
        const { url, pid } = await startEmbeddedPostgres({ dataDir });
        console.log(JSON.stringify({ url, pid }));
        setInterval(() => {}, 60_000);`),
    async run(program, within = []) {
      const [command = "", ...args] = [...within, process.execPath, "--input-type=module", "-e", program];
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
      processes.push(child);
      let problem = "";
      child.stderr.on("data", (text) => (problem += text));
      const closed = once(child, "close");
      const line = await Promise.race([once(child.stdout, "data"), closed.then(() => null)]);
      if (!line) throw new Error(`The process ended before its first line:\n${problem}`);
      return {
        ...JSON.parse(String(line)),
        child,
        async kill() {
          child.kill("SIGKILL");
          await closed;
        },
      };
    },
    async newFolder(mode) {
      const folder = await temporaryFolder(mode);
      folders.push(folder);
      return folder.path;
    },
  };

  beforeEach(async () => {
    embedded.dataDir = await embedded.newFolder();
  });
  afterEach(async () => {
    for (const child of processes) child.kill("SIGKILL");
    for (const server of servers) await server.stop();
    for (const folder of folders) await folder.remove();
    [processes, servers, folders] = [[], [], []];
  });
  return embedded;
}

/** Writes what `recall` looks for. */
export const remember = (url: string) => runSql(url, "create table kept as select 42 as answer");
/** `[{ answer: 42 }]`, if nothing was lost. */
export const recall = (url: string) => runSql(url, "select answer from kept");
