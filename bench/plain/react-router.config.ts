import type { Config } from "@react-router/dev/config";

/** The application's pages, built a second time over what stands in this folder for the door and the wall. */
export default {
  appDirectory: "../../app",
  buildDirectory: "../../build/plain",
  ssr: true,
  routeDiscovery: { mode: "initial" },
} satisfies Config;
