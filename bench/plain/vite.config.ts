import { fileURLToPath } from "node:url";
import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  plugins: [withoutWalls(), tailwindcss(), reactRouter()],
  environments: {
    ssr: {
      build: {
        rollupOptions: { input: fileURLToPath(new URL("../../app/process/serve.ts", import.meta.url)) },
      },
    },
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
});

function withoutWalls(): Plugin {
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const replaced: Record<string, string> = {
    "#db/transaction.ts": here("transaction.ts"),
    "./door.ts": here("door.ts"),
  };
  return { name: "without-walls", enforce: "pre", resolveId: (source) => replaced[source] };
}
