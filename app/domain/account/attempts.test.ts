import { expect, test } from "vitest";
import { networkOf } from "./attempts.ts";

test.each([
  ["203.0.113.7", "203.0.113"],
  ["2001:db8:1:2::/64", "2001:db8:1"],
  ["2001:db8:0:0::/64", "2001:db8:0"],
  ["unknown", "unknown"],
])("%s is in the network %s", (clientKey, network) => {
  expect(networkOf(clientKey)).toBe(network);
});
