import type { Page, Route } from "@playwright/test";
import { beforeAll, describe, expect as now, test } from "vitest";
import { createSession, type TestUser } from "#tests/factories/people.ts";
import { everyPage } from "./harness/every-page.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { pagePaths } from "./harness/pages.ts";
import { useStage } from "./harness/stage.ts";

/** Every form that changes something, of every page, with everything that can happen to it on the way. */

const stage = useStage();
let ada: TestUser;
let values: Record<string, string>;

beforeAll(async () => {
  ({ ada, values } = await everyPage(stage));
  // A page has a form to end it.
  await createSession(stage.db.admin, ada.id);
});

const text = (status: number, body: string) => (route: Route) =>
  route.fulfill({ status, body, contentType: "text/plain" });
const page = (status: number) => (route: Route) =>
  route.fulfill({ status, body: "<html><h1>nginx</h1></html>", contentType: "text/html" });
const noAnswer = /^No answer came/;

const failures: [what: string, happens: (route: Route) => Promise<void>, says: RegExp][] = [
  ["the network is gone", (route) => route.abort("internetdisconnected"), noAnswer],
  ["a role was taken away", text(403, "403"), /^Your role doesn't allow this any more/],
  ["the connection is reset", (route) => route.abort("connectionreset"), noAnswer],
  ["another account signed in", text(403, "account"), /^You are signed in with another account now/],
  ["an answer is cut off", (route) => route.fulfill({ status: 200, body: '[{"_1":2},"da' }), noAnswer],
  ["the session has ended", text(401, "signed-out"), /^You are signed out/],
  ["it is gone", page(404), /^This isn't here any more/],
  ["it arrives too slowly", text(408, "408"), /^It took too long to arrive/],
  ["it is too large", text(413, "413"), /^This is more than the form takes/],
  ["the log is damaged", text(423, "423"), /^The audit log of this workspace is damaged/],
  ["too many are sent", text(429, "429"), /^Too many requests came at once/],
  ["it is a bug", text(500, "0192f0c1-request"), /^Something went wrong on our side/],
  ["the proxy finds no server", page(502), /^Rowhouse can't be reached right now/],
  ["the database is away", page(503), /^Rowhouse can't reach its data right now/],
  ["the proxy waits in vain", page(504), /^It took too long and was stopped/],
];

interface FoundForm {
  at: number;
  /** The same form is in many pages. */
  name: string;
}

/** The theme is kept without an answer, and signing out asks for a new document. */
const notHere = ["/theme", "/logout"];

async function formsOf(visited: Page): Promise<FoundForm[]> {
  return visited.locator("form[method=post]").evaluateAll((forms, skipped) => {
    return forms.flatMap((form, at) => {
      if (!(form instanceof HTMLFormElement)) return [];
      const path = new URL(form.action).pathname.replaceAll(/[0-9a-f-]{36}/g, ":id");
      const fields = [...form.elements].map((field) => field.getAttribute("name"));
      return skipped.includes(path) ? [] : [{ at, name: `${path} ${[...new Set(fields)].join(" ")}` }];
    });
  }, notHere);
}

/** As if it was typed, also where only a menu would show it. @returns what is in the fields */
async function fill(visited: Page, at: number): Promise<string[]> {
  return visited
    .locator("form[method=post]")
    .nth(at)
    .evaluate((form: HTMLFormElement) => {
      const words: Record<string, string> = { email: "typed@example.test", date: "2027-01-02" };
      const fields = [...form.elements].filter(
        (field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement,
      );
      for (const field of fields) {
        const isWritten =
          ["text", "email", "password", "date", "textarea"].includes(field.type) && !field.readOnly;
        if (!isWritten) continue;
        const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set;
        set?.call(field, words[field.type] ?? "typed words");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return fields.map((field) => field.value);
    });
}

function valuesIn(visited: Page, at: number): Promise<string[]> {
  return visited
    .locator("form[method=post]")
    .nth(at)
    .evaluate((form: HTMLFormElement) =>
      [...form.elements]
        .filter((field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
        .map((field) => field.value),
    );
}

/** A password manager keeps a password for the user name that stands in its form. */
async function namesItsUser(visited: Page, at: number): Promise<boolean> {
  const form = visited.locator("form[method=post]").nth(at);
  const passwords = await form.locator("input[type=password]").count();
  return (
    passwords === 0 || (await form.locator("input[autocomplete=username]:not([type=hidden])").count()) === 1
  );
}

async function survives(visited: Page, at: number): Promise<void> {
  const form = visited.locator("form[method=post]").nth(at);
  const typed = await fill(visited, at);
  const address = visited.url();
  const title = await visited.locator("h1").first().textContent();
  const isSeen = await form.isVisible();
  for (const [what, happens, says] of failures) {
    await visited.route(/\.data/, (route) =>
      route.request().method() === "POST" ? happens(route) : route.continue(),
    );
    const sent = visited.waitForRequest((request) => request.method() === "POST");
    await form.evaluate((element: HTMLFormElement) => {
      element.requestSubmit(
        element.querySelector<HTMLButtonElement>("button[type=submit], button:not([type])"),
      );
    });
    await sent;
    const problem = isSeen ? form.getByRole("alert") : visited.locator(".toast").last();
    await expect(problem, what).toContainText(says);
    await expect(visited.locator(".progress"), what).toHaveCount(0);
    await visited.unrouteAll({ behavior: "wait" });
    now(await valuesIn(visited, at), what).toEqual(typed);
    now(visited.url(), what).toBe(address);
    now(await visited.locator("h1").first().textContent(), what).toBe(title);
  }
}

describe("every form stays, and says what happened, whatever becomes of it", { timeout: 600_000 }, () => {
  test.each(["signed in", "signed out"])("%s", async (who) => {
    const visited = await stage.visit({ isBroken: true, ...(who === "signed in" && { cookie: ada.cookie }) });
    const seen = new Set<string>();
    for (const path of [...pagePaths(values), "/deleted/danger"]) {
      await visited.goto(path);
      if (new URL(visited.url()).pathname !== path) continue;
      const fresh = (await formsOf(visited)).filter(({ name }) => !seen.has(name));
      if (fresh.length > 0) await interactive(visited);
      for (const { at, name } of fresh) {
        seen.add(name);
        now(await namesItsUser(visited, at), name).toBe(true);
        await survives(visited, at).catch((cause) => {
          throw new Error(`The form ${name} of ${path}`, { cause });
        });
      }
    }
    now(seen.size).toBeGreaterThan(who === "signed in" ? 25 : 4);
  });
});
