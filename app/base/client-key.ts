import { isIP, isIPv6 } from "node:net";

/** An IPv6 subscriber owns at least a /64, with an address for each request: a /64 is one client. */
export function clientKeyOfIp(ip: string | null | undefined): string {
  const address = plainAddress(ip);
  if (!address) return "unknown";
  return isIPv6(address) ? `${firstGroups(address)}::/64` : address;
}

/** What a network has of anything that a client key has one share of: its many addresses help no attack. */
export const networkShare = 10;

/** The network of a client key: /24 of IPv4, /48 of IPv6, which is what one customer gets. */
export function networkOf(clientKey: string): string {
  const separator = clientKey.includes(":") ? ":" : ".";
  return clientKey.split(separator, 3).join(separator);
}

/** An IPv4 address written as IPv6 becomes the IPv4 address. What is no address, which a proxy may send, is null. */
export function plainAddress(ip: string | null | undefined): string | null {
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip ?? "")?.[1] ?? ip ?? "";
  return isIP(address) ? address : null;
}

function firstGroups(ip: string): string {
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
