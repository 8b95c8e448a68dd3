import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commandOf, type Instruction, parseDockerfile } from "./rehearsal/dockerfile.ts";
import { prepareMachine } from "./rehearsal/machine.ts";
import { led, newStage, pathIn, runIn, type Stage } from "./rehearsal/stage.ts";

/** Builds without root. This Node and npm stand for the base image, npm's PostgreSQL for apt-get's. */

export interface Image extends Stage {
  command: string[];
  healthcheck: string[];
  stopSignal: NodeJS.Signals;
  volumes: string[];
}

/** Every account must be able to enter `folder`. @throws if an instruction fails or is unknown. */
export async function buildImage(source: string, folder: string): Promise<Image> {
  const machine = await prepareMachine(source, folder);
  const stages = parseDockerfile(await readFile(join(source, "Dockerfile"), "utf8"));
  const named = new Map<string, Stage>();
  let image: Image | undefined;
  for (const [number, instructions] of stages.entries()) {
    const stage = await newStage(machine, number);
    image = { ...stage, command: [], healthcheck: [], stopSignal: "SIGTERM", volumes: [] };
    for (const instruction of instructions) await follow(instruction, image, named);
    const [, name] = / AS (\S+)$/i.exec(instructions[0]?.text ?? "") ?? [];
    if (name) named.set(name, image);
  }
  if (!image) throw new Error("The Dockerfile has no stage");
  return image;
}

async function follow(instruction: Instruction, image: Image, named: Map<string, Stage>): Promise<void> {
  const { name, text } = instruction;
  switch (name) {
    case "WORKDIR":
      image.workdir = text;
      await runIn({ ...image, workdir: "/" }, ["mkdir", "-p", join(image.root, text)]);
      return;
    case "ENV":
      for (const [, key = "", value = ""] of text.matchAll(/(\w+)=(\S+)/g)) image.env[key] = value;
      return;
    case "COPY":
      return copy(instruction, image, named);
    case "RUN":
      return run(text, image);
    case "VOLUME":
      await stat(pathIn(image, text));
      image.volumes.push(text);
      return;
    case "STOPSIGNAL":
      image.stopSignal = text as NodeJS.Signals;
      return;
    case "HEALTHCHECK":
      image.healthcheck = commandOf(instruction);
      return;
    case "CMD":
      image.command = commandOf(instruction);
      return;
    case "ENTRYPOINT":
      if (commandOf(instruction).length > 0) throw new Error("The rehearsal runs CMD alone");
      return;
    case "USER":
      if (text === "root") throw new Error("The container must not run as root");
      return;
    case "FROM":
    case "EXPOSE":
      return;
    default:
      throw new Error(`The rehearsal doesn't know ${name}`);
  }
}

/** A folder's content is copied, not the folder (https://docs.docker.com/reference/dockerfile/#copy). */
async function copy({ flags, text }: Instruction, image: Image, named: Map<string, Stage>): Promise<void> {
  const words = text.split(/\s+/);
  const target = words.pop() ?? "";
  const origin = flags.from ? named.get(flags.from)?.root : image.machine.context;
  if (!origin) throw new Error(`No stage is named ${flags.from}`);
  const to = pathIn(image, target);
  const isFolder = target.endsWith("/");
  await runIn(image, ["mkdir", "-p", isFolder ? to : dirname(to)]);
  for (const word of words) {
    const from = join(origin, word);
    const whole = (await stat(from)).isDirectory() ? ["-T"] : [];
    await runIn(image, ["cp", "-a", ...whole, from, to]);
  }
}

async function run(line: string, image: Image): Promise<void> {
  if (line.includes("apt-get")) return standInForApt(line, image);
  await runIn(image, ["sh", "-euc", led(image, line)], {
    npm_config_cache: image.machine.npmCache,
    npm_config_prefer_offline: "true",
  });
}

async function standInForApt(line: string, image: Image): Promise<void> {
  const [, version] = /install .*\bpostgresql-(\d+)/.exec(line) ?? [];
  if (!version) throw new Error(`The rehearsal has no stand-in for ${line}`);
  const place = join(image.root, "usr/lib/postgresql");
  await runIn(image, ["mkdir", "-p", place]);
  await runIn(image, ["cp", "-aT", image.machine.postgres, join(place, version)]);
}

export async function filesOf({ root, volumes }: Image): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => !volumes.some((volume) => `/${name}`.startsWith(`${volume}/`))).sort();
}
