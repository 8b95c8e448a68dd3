export interface Instruction {
  name: string;
  flags: Record<string, string>;
  /** What follows the flags, its lines joined. */
  text: string;
}

/** Each stage begins with its FROM. Comments are left out. */
export function parseDockerfile(source: string): Instruction[][] {
  const lines = source
    .split("\n")
    .filter((line) => line.trim() && !line.trim().startsWith("#"))
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  const stages: Instruction[][] = [];
  for (const instruction of lines.map(parseLine)) {
    if (instruction.name === "FROM") stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

function parseLine(line: string): Instruction {
  const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
  const flags: Record<string, string> = {};
  const text = rest.replace(/^(--[\w-]+=\S+\s+)*/, (given) => {
    for (const [, flag = "", value = ""] of given.matchAll(/--([\w-]+)=(\S+)/g)) flags[flag] = value;
    return "";
  });
  return { name, flags, text };
}

/** @throws if the command is not a JSON list. */
export function commandOf({ name, text }: Instruction): string[] {
  const command: unknown = JSON.parse(text.replace(/^CMD\s+/, ""));
  if (Array.isArray(command) && command.every((word) => typeof word === "string")) return command;
  throw new Error(`${name} must be a list of words: ${text}`);
}
