import { existsSync, readFileSync } from "node:fs";
import { type Browser, chromium } from "@playwright/test";

const foundBySetup = "node_modules/.rowhouse-browser";

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    // Absent: Playwright looks for its own.
    executablePath: existsSync(foundBySetup) ? readFileSync(foundBySetup, "utf8") : undefined,
    args: [
      // Chromium's sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
