import { fileURLToPath } from "node:url";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  plugins: [withoutShares(), tailwindcss(), reactRouter()],
  environments: {
    ssr: {
      build: {
        rollupOptions: { input: fileURLToPath(new URL("../../app/process/serve.ts", import.meta.url)) },
      },
    },
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
});

function withoutShares(): Plugin {
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const replaced: Record<string, string> = {
    "./share.ts": here("share.ts"),
    "./base/process-turns.ts": here("process-turns.ts"),
    "#app/base/fair-starts.ts": here("fair-starts.ts"),
  };
  return { name: "without-shares", enforce: "pre", resolveId: (source) => replaced[source] };
}
