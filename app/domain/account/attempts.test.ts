import { expect, test } from "vitest";
import { networkOf, waitText } from "./attempts.ts";

test.each([
  ["203.0.113.7", "203.0.113"],
  ["2001:db8:1:2::/64", "2001:db8:1"],
  ["2001:db8:0:0::/64", "2001:db8:0"],
  ["unknown", "unknown"],
])("%s is in the network %s", (clientKey, network) => {
  expect(networkOf(clientKey)).toBe(network);
});

test.each([
  [0, "1 second"],
  [59_001, "60 seconds"],
  [120_000, "120 seconds"],
  [120_001, "3 minutes"],
  [3_600_000, "60 minutes"],
])("%i ms to wait are %s", (milliseconds, text) => {
  expect(waitText(milliseconds)).toBe(text);
});
