import type { Client } from "pg";
import { absentHolders } from "#app/domain/job/holders.ts";
import { jobCounts } from "#app/domain/job/reads.ts";
import { overduePurges, ownerlessTenants, ownRole, serverFacts } from "#app/domain/operator/installation.ts";
import { pendingChanges } from "#db/migrate.ts";
import { type DatabaseRole, DatabaseSetupError, databaseRoles, servingRoles, urlAs } from "#db/roles.ts";
import { safetyProblems } from "#db/safety.ts";
import { singleClient, writerOn } from "#db/single-client.ts";
import { plural } from "../output.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

interface Credentials {
  url: string;
  secret: string;
}

/** Changes nothing. */
export async function examineDatabase({ url, secret }: Credentials): Promise<Finding[]> {
  // Not with DATABASE_URL's account first: it is needed only for the set-up, and may be gone since.
  const findings = await connected(urlAs("rowhouse_app", url, secret), examineServer).catch(() =>
    connected(url, examineServer),
  );
  const signedIn = await Promise.all(databaseRoles.map((role) => examineRole(role, { url, secret })));
  const refused = signedIn.filter(({ status }) => status === "problem");
  findings.push(...(refused.length === databaseRoles.length ? [noRoles] : signedIn));
  if (refused.length > 0) return findings;
  const versions = await connected(urlAs("rowhouse_ops", url, secret), examineVersion);
  findings.push(...versions);
  if (versions.some(({ status }) => status === "problem")) return findings;
  findings.push(...(await examineWall({ url, secret })));
  findings.push(...(await connected(urlAs("rowhouse_ops", url, secret), examineContent)));
  return findings;
}

async function connected<T>(url: string, fn: (client: Client) => Promise<T>): Promise<T> {
  const client = singleClient({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

const allowedClockDifferenceMs = 2_000;

async function examineServer(client: Client): Promise<Finding[]> {
  const askedAt = Date.now();
  const server = await serverFacts.first(writerOn(client));
  if (!server) throw new Error("A query of one row gave none");
  const { majorVersion, version } = server;
  const roundTripMs = Date.now() - askedAt;
  const differenceMs = Math.abs(server.now.getTime() - (askedAt + roundTripMs / 2));
  return [
    majorVersion >= 15 && majorVersion <= 18
      ? ok("PostgreSQL", `version ${version}`)
      : problem("PostgreSQL", `version ${version} is not supported: use 15.3 to 18`),
    differenceMs - roundTripMs <= allowedClockDifferenceMs
      ? ok("clock", "this machine and the database agree on the time")
      : problem(
          "clock",
          `this machine and the database are ${Math.round(differenceMs / 1000)} s apart: set both by NTP, sessions and limits depend on it`,
        ),
  ];
}

const howToSignIn =
  "was set up with another SESSION_SECRET: give the server's SESSION_SECRET, or run `rowhouse migrate`";
const noRoles = problem("roles", `none signs in: the database was not set up yet, or ${howToSignIn}`);

async function examineRole(role: DatabaseRole, { url, secret }: Credentials): Promise<Finding> {
  const check = `role ${role}`;
  try {
    return await connected(urlAs(role, url, secret), async (client) => {
      const own = await ownRole.first(writerOn(client));
      if (role === "rowhouse_ops" && !own?.isHeldByNoWall) {
        return problem(
          check,
          'must see every tenant for this command line: run "alter role rowhouse_ops bypassrls"',
        );
      }
      return ok(check, "signs in with the password this installation gave it");
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith("28")) return problem(check, message);
    return problem(check, `is missing, has another password now, or ${howToSignIn}`);
  }
}

async function examineVersion(client: Client): Promise<Finding[]> {
  try {
    const { migrations, functions } = await pendingChanges(client);
    return [
      migrations.length === 0
        ? ok("migrations", "all applied")
        : problem("migrations", `not applied: ${migrations.join(", ")}; run \`rowhouse migrate\``),
      functions.length === 0
        ? ok("functions", "as in the files of this version")
        : problem("functions", `not as in ${functions.join(", ")}; run \`rowhouse migrate\``),
    ];
  } catch (error) {
    if (error instanceof DatabaseSetupError) return [problem("migrations", error.message)];
    throw error;
  }
}

async function examineWall({ url, secret }: Credentials): Promise<Finding[]> {
  const problems = new Set<string>();
  for (const role of servingRoles) {
    for (const line of await connected(urlAs(role, url, secret), safetyProblems)) problems.add(line);
  }
  return problems.size === 0
    ? [ok("wall", "roles, policies, keys, privileges and functions are as designed")]
    : [...problems].map((line) => problem("wall", line));
}

async function examineContent(client: Client): Promise<Finding[]> {
  const tx = writerOn(client);
  const ownerless = (await ownerlessTenants(tx)).map(({ slug }) => slug);
  const { failed } = await jobCounts(tx);
  const overdue = (await overduePurges.first(tx))?.tenants ?? 0;
  const held = (await absentHolders(tx)).reduce((sum, { jobs }) => sum + jobs, 0);
  return [
    ownerless.length === 0
      ? ok("owners", "every tenant has one")
      : problem("owners", `nobody owns ${ownerless.join(", ")}: make somebody owner`),
    failed === 0
      ? ok("jobs", "none has failed for good")
      : note("jobs", `${plural(failed, "job")} failed for good: see /operator/jobs`),
    overdue === 0
      ? ok("deleted", "every tenant whose time is over is erased")
      : problem(
          "deleted",
          `${plural(overdue, "tenant")} should have been erased a day ago or earlier: see the job purge-tenants, or \`rowhouse tenant purge\``,
        ),
    held === 0
      ? ok("held jobs", "each is held by a process that runs")
      : note(
          "held jobs",
          `${plural(held, "job")} held by a process that is gone: a server that runs takes them back within a minute`,
        ),
  ];
}
