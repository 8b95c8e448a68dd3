import type { Config } from "@react-router/dev/config";

/** The application's pages, built with this folder's door and transactions. */
export default {
  appDirectory: "../../app",
  buildDirectory: "../../build/plain",
  ssr: true,
  routeDiscovery: { mode: "initial" },
} satisfies Config;
