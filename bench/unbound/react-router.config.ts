import type { Config } from "@react-router/dev/config";

/** The application, built with this folder's shares. */
export default {
  appDirectory: "../../app",
  buildDirectory: "../../build/unbound",
  ssr: true,
  routeDiscovery: { mode: "initial" },
} satisfies Config;
