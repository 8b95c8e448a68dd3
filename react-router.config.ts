import type { Config } from "@react-router/dev/config";

export default {
  appDirectory: "app",
  ssr: true,
  // The address of every route is public knowledge in this source; sending the manifest lazily would only add requests.
  routeDiscovery: { mode: "initial" },
} satisfies Config;
