import { isIPv6 } from "node:net";

/** An IPv6 subscriber owns at least a /64, with an address for each request: a /64 is one client. */
export function clientKeyOfIp(ip: string | undefined): string {
  const address = plainAddress(ip);
  if (!address) return "unknown";
  return isIPv6(address) ? `${network(address)}::/64` : address;
}

/** An IPv4 address written as IPv6 becomes the IPv4 address. */
export function plainAddress(ip: string | undefined): string | null {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip ?? "")?.[1] ?? (ip || null);
}

function network(ip: string): string {
  const [head = "", tail] = (ip.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  // "::" stands for zeros; only the first four groups matter.
  const groups =
    tail === undefined ? left : [...left, ...zeros(8 - left.length - groupsOf(tail)), ...tail.split(":")];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || "0", 16).toString(16))
    .join(":");
}

function zeros(count: number): string[] {
  return Array.from({ length: Math.max(count, 0) }, () => "0");
}

function groupsOf(tail: string): number {
  return tail === "" ? 0 : tail.split(":").length;
}
