import { expect, test } from "vitest";
import { clientKeyOfIp, networkOf } from "./client-key.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  [undefined, "unknown"],
  ["", "unknown"],
  ["_hidden", "unknown"],
  ["203.0.113.7, 198.51.100.1", "unknown"],
  ["::ffff:999.0.0.1", "unknown"],
])("the client key of %s is %s", (ip, key) => {
  expect(clientKeyOfIp(ip)).toBe(key);
});

test.each([
  ["203.0.113.7", "203.0.113"],
  ["2001:db8:1:2::/64", "2001:db8:1"],
  ["2001:db8:0:0::/64", "2001:db8:0"],
  ["unknown", "unknown"],
])("%s is in the network %s", (clientKey, network) => {
  expect(networkOf(clientKey)).toBe(network);
});
