import type { Config } from "@react-router/dev/config";

export default {
  appDirectory: "app",
  ssr: true,
  // This source makes every route public; a manifest that is sent lazily would only add requests.
  routeDiscovery: { mode: "initial" },
} satisfies Config;
