import { launchBrowser } from "#tests/e2e/harness/browser.ts";
import type { Target } from "./load.ts";
import { quantile } from "./statistics.ts";

const slowDown = 4;

/** Median Largest Contentful Paint (https://www.w3.org/TR/largest-contentful-paint), with an empty cache. */
export async function largestPaintMs({ origin, requests }: Target, rounds: number): Promise<number> {
  const browser = await launchBrowser();
  try {
    const times: number[] = [];
    for (const { path, cookie } of requests.slice(0, rounds)) {
      const [name = "", value = ""] = cookie.split("=");
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies([{ name, value, url: origin }]);
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: slowDown });
      await page.goto(origin + path, { waitUntil: "networkidle" });
      times.push(await page.evaluate(lastPaint));
      await context.close();
    }
    return quantile(times, 0.5);
  } finally {
    await browser.close();
  }
}

/** Runs in the page. The browser reports each larger paint; the last one counts. */
function lastPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
      type: "largest-contentful-paint",
      buffered: true,
    });
  });
}
