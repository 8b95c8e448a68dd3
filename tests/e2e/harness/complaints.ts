import type { BrowserContext } from "@playwright/test";

/** A 4xx to a page or a form is no complaint: the test says what it expects. */
export function noteComplaints(
  context: BrowserContext,
  complaints: string[],
  { isBroken }: { isBroken: boolean },
): void {
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    // Chromium prints one for each 4xx as well; answers are looked at below.
    const isAboutAnswer = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isAboutAnswer) complaints.push(message.text());
  });
  if (isBroken) return;
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Leaving a page aborts requests; switched-off scripts are "csp", and a real violation is printed too.
    if (!["net::ERR_ABORTED", "csp"].includes(reason))
      complaints.push(`${request.method()} ${request.url()}: ${reason}`);
  });
  context.on("response", (response) => {
    const isPart = !["document", "fetch"].includes(response.request().resourceType());
    if (response.status() >= 500 || (isPart && response.status() >= 400))
      complaints.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
}
