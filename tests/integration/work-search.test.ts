import { randomUUIDv7 } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type ProjectFilter,
  projectFilters,
  projectPage,
  projectPageRows,
} from "#app/domain/project/reads.ts";
import { type Entry, isNotEntered, readTenant } from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let bob: TestUser;
let globex: TestTenant;
const otherNames = 5_000;

beforeAll(async () => {
  ada = await createUser(app.db.admin);
  bob = await createUser(app.db.admin);
  globex = await createTenant(app.db.admin, { owner: bob });
  await addProjects(
    globex,
    Array.from({ length: otherNames }, (_, at) => `Survey ${at.toString(36)} of the year`),
  );
});

/** Every third is archived. Without triggers: the audit log notes each row alone. */
async function addProjects(tenant: TestTenant, names: readonly string[]) {
  const client = await app.db.admin.connect();
  await client.query("begin; set local session_replication_role = replica");
  await client.query(
    `insert into tenant.projects (tenant_id, id, name, created_by, created_at, archived_at)
     select $1, id, name, $1, now() - number * interval '1 minute', case when number % 3 = 0 then now() end
     from unnest($2::uuid[], $3::text[]) with ordinality given (id, name, number)`,
    [tenant.id, names.map(() => randomUUIDv7()), names],
  );
  await client.query("commit; analyze tenant.projects");
  client.release();
}

const entryOf = (tenant: TestTenant): Entry => ({ database: app.holds.database, tenant, ...asking(ada) });

async function found(tenant: TestTenant, search: string, filter: ProjectFilter = "all", page = 1) {
  const { rows, ...counted } = await readTenant(entryOf(tenant), (tx) =>
    projectPage(tx, { search, filter, page }),
  );
  return { ids: rows.map(({ id }) => id), ...counted };
}

/** By the plain comparison, past the wall and without an index of letters. */
async function plainlyFound(tenant: TestTenant, search: string, filter: ProjectFilter): Promise<string[]> {
  const { rows } = await app.db.admin.query<{ id: string }>(
    `select id from tenant.projects
     where tenant_id = $1 and name ilike $2
       and ($3 = 'all' or (archived_at is null) = ($3 = 'active'))
     order by created_at desc, id desc`,
    [tenant.id, `%${search.replace(/[\\%_]/g, "\\$&")}%`, filter],
  );
  return rows.map(({ id }) => id);
}

describe("a search finds what the plain comparison finds, in the same order", () => {
  const letters = fc.constantFrom(...("aAbB %_\\'\"-éÉßẞıİIiΣσς漢😀ﬁ".match(/./gsu) ?? []));
  const text = (maxLength: number) =>
    fc.array(letters, { minLength: 1, maxLength }).map((some) => some.join(""));

  it("whatever letters names and searches are made of", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text(12), { minLength: 1, maxLength: 50 }),
        fc.array(text(4), { minLength: 5, maxLength: 5 }),
        async (names, searches) => {
          const tenant = await createTenant(app.db.admin, { owner: ada });
          await addProjects(tenant, names);
          const parts = names.slice(0, 5).map((name) => name.slice(1, 4) || name);
          for (const search of [...searches, ...parts]) {
            for (const filter of projectFilters) {
              const plainly = await plainlyFound(tenant, search, filter);
              const { ids, total } = await found(tenant, search, filter);
              expect(ids).toEqual(plainly.slice(0, projectPageRows));
              expect(total).toBe(plainly.length);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("on each page, and past the end on the last", async () => {
    const tenant = await createTenant(app.db.admin, { owner: ada });
    await addProjects(
      tenant,
      Array.from({ length: 130 }, (_, at) => `${at % 2 ? "Roof" : "Porch"} ${at}`),
    );
    const plainly = await plainlyFound(tenant, "roof", "all");
    expect(plainly).toHaveLength(65);
    for (const page of [1, 2, 3, 4, 99]) {
      const from = (Math.min(page, 4) - 1) * projectPageRows;
      expect((await found(tenant, "roof", "all", page)).ids).toEqual(
        plainly.slice(from, from + projectPageRows),
      );
    }
  });

  it("counts to the next thousand behind a page and to ten thousand at most, and still shows the newest first", async () => {
    const tenant = await createTenant(app.db.admin, { owner: ada });
    await addProjects(
      tenant,
      Array.from({ length: 10_050 }, (_, at) => `Roof ${at}`),
    );
    const newestFirst = await plainlyFound(tenant, "roof", "all");
    for (const [page, shown, total] of [
      [1, 1, 1_000],
      [49, 49, 1_000],
      [50, 50, 2_000],
      [9_999, 500, 10_000],
    ] as const) {
      const ids = newestFirst.slice((shown - 1) * projectPageRows, shown * projectPageRows);
      for (const search of ["roof", ""])
        expect(await found(tenant, search, "all", page)).toEqual({ ids, total, isMore: true });
    }
  });
});

it("finds nothing of a tenant that the user doesn't belong to", async () => {
  expect((await plainlyFound(globex, "survey", "all")).length).toBe(otherNames);
  await expect(found(globex, "survey")).rejects.toSatisfy(isNotEntered);
  const tenant = await createTenant(app.db.admin, { owner: ada });
  expect(await found(tenant, "survey")).toEqual({ ids: [], total: 0, isMore: false });
});

it("finds nothing there by the function alone, without the wall and the filter around it", async () => {
  // As an attacker with the application's password would, past the entry too.
  const alone = async ({ session }: TestUser) => {
    const client = await app.holds.database.appPool.connect();
    try {
      await client.query(
        `begin; set local app.tenant_id = '${globex.id}'; set local app.session = '${session}'`,
      );
      return (await client.query("select id from control.find_projects('survey', 'all', 1, 20, 100)")).rows;
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  expect(await alone(ada)).toEqual([]);
  expect(await alone(bob)).toHaveLength(projectPageRows);
});

describe("as rowhouse_app, under row-level security, a search", () => {
  interface Plan {
    "Shared Hit Blocks": number;
    "Shared Read Blocks": number;
  }

  /** Blocks that PostgreSQL touches for the page's own statement. */
  async function blocksFor(tenant: TestTenant, search: string): Promise<number> {
    return readTenant(entryOf(tenant), async (tx) => {
      const explained = {
        ...tx,
        rows: async <R>(sql: string, parameters?: readonly unknown[]) => {
          const [row] = await tx.rows<{ "QUERY PLAN": { Plan: Plan }[] }>(
            `explain (analyze, buffers, format json) ${sql}`,
            parameters,
          );
          return [row?.["QUERY PLAN"][0]?.Plan] as R[];
        },
      };
      await projectPage(explained, { search, filter: "all", page: 1 });
      const { rows } = await projectPage(explained, { search, filter: "all", page: 1 });
      const [plan] = rows as unknown as Plan[];
      return (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0);
    });
  }

  it.each([
    ["a word", "quaranis"],
    ["one letter", "ß"],
  ])("reads what it finds, and not what else there is: %s", async (_, search) => {
    const [small, large] = [
      await createTenant(app.db.admin, { owner: ada }),
      await createTenant(app.db.admin, { owner: ada }),
    ];
    const named = (count: number) => [
      ...["Quaranis ß one", "Quaranis ß two"],
      ...Array.from({ length: count }, (_, at) => `Campaign ${at.toString(36)} for spring`),
    ];
    await addProjects(small, named(200));
    // Before the others are there: a search that read all tenants' would read as much in both.
    const ofSmall = await blocksFor(small, search);
    await addProjects(large, named(20_000));
    const ofLarge = await blocksFor(large, search);
    expect(ofSmall).toBeGreaterThan(5);
    // A hundred times the projects fill hundreds of blocks; the index is a level deeper.
    expect(ofLarge - ofSmall).toBeLessThan(50);
  });

  it("looks at no row of a tenant whose id is alike: a founder chooses the id", async () => {
    const digits = globex.id.replaceAll("-", "").split("");
    const alike = digits.map((digit, place) => digits.with(place, digit === "0" ? "1" : "0").join(""));
    const { rows } = await app.db.admin.query(
      `select other from unnest($2::uuid[]) other
       where control.name_grams($1, 'survey') && control.name_grams(other, 'survey')`,
      [globex.id, alike],
    );
    expect(rows).toEqual([]);
  });

  it("uses the index of letters", async () => {
    const tenant = await createTenant(app.db.admin, { owner: ada });
    await addProjects(tenant, ["Porch", "Roof"]);
    const scans = await readTenant(entryOf(tenant), async (tx) => {
      await projectPage(tx, { search: "roof", filter: "all", page: 1 });
      const [row] = await tx.rows<{ scans: number }>(
        "select pg_stat_get_xact_numscans(pg_index.indexrelid)::int as scans from pg_index where indexrelid::regclass::text = 'tenant.projects_named'",
      );
      return row?.scans;
    });
    expect(scans).toBeGreaterThan(0);
  });
});
