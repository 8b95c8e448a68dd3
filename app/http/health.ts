import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { appliedMigrations } from "#app/domain/operator/installation.ts";
import { statementsOn } from "#db/driver.ts";
import { knownMigrations } from "#db/migrate.ts";
import { factsOf } from "./locals.ts";

const maxAgeMs = 1_000;
const timeoutMs = 2_000;

/** `/healthz`: the process lives. `/readyz`: it can serve. The database is asked at most once a second. */
export function health(app: Pick<App, "database" | "isDraining">): RequestHandler {
  let names: Promise<string[]> | undefined;
  let answer: Promise<boolean> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  function readiness(): Promise<boolean> {
    if (!answer || performance.now() - askedAtMs > maxAgeMs) {
      askedAtMs = performance.now();
      answer = Promise.race([isMigrated().catch(() => false), late()]);
    }
    return answer;
  }

  async function isMigrated(): Promise<boolean> {
    names ??= knownMigrations().then((known) => known.map((migration) => migration.name));
    const applied = new Set(
      (await appliedMigrations(statementsOn(app.database.appPool))).map(({ name }) => name),
    );
    return (await names).every((name) => applied.has(name));
  }

  return async function health(req, res, next) {
    if (req.path !== "/healthz" && req.path !== "/readyz") return next();
    factsOf(res).pattern = req.path.slice(1);
    res.setHeader("Cache-Control", "no-store");
    if (req.path === "/healthz") return void res.type("text/plain").send("alive\n");
    if (app.isDraining) return void res.status(503).type("text/plain").send("draining\n");
    const isReady = await readiness();
    res
      .status(isReady ? 200 : 503)
      .type("text/plain")
      .send(isReady ? "ready\n" : "not ready\n");
  };
}

function late(): Promise<boolean> {
  return new Promise((resolve) => setTimeout(resolve, timeoutMs, false).unref());
}
