import { join } from "node:path";
import type { Config } from "@react-router/dev/config";
import { compressFiles } from "./scripts/compress-files.ts";

export default {
  appDirectory: "app",
  ssr: true,
  // This source makes every route public; a manifest that is sent lazily would only add requests.
  routeDiscovery: { mode: "initial" },
  buildEnd: ({ reactRouterConfig: { buildDirectory } }) => compressFiles(join(buildDirectory, "client")),
} satisfies Config;
