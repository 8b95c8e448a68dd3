import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  environments: {
    // One module graph for the server, so that Express, the ORM, metrics and the routes exist once.
    ssr: { build: { rollupOptions: { input: "./app/process/serve.ts" } } },
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
});
