import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeLog, writeLongLog } from "#tests/factories/audit.ts";
import {
  createFormerMember,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: '=Olga, "the" owner' });
});
beforeEach(async () => {
  admin = await createUser(app.db.admin, { name: "Adam" });
  tenant = await createTenant(app.db.admin, { owner, admin });
});

const path = (query = "") => `/${tenant.slug}/audit/export${query}`;
const download = async (query = "") => (await app.visitor(admin.cookie).get(path(query))).text;

/** CSV as in RFC 4180. */
function parseCsv(file: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = "", end] of file.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const parseLines = (file: string): Record<string, unknown>[] =>
  file
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe("a CSV file", () => {
  it("is a download that is neither cached nor taken for another type", async () => {
    await writeLog(app.db.admin, tenant, []);
    const { headers } = await app.visitor(admin.cookie).get(path());
    const day = new Date().toISOString().slice(0, 10);
    const names = ["content-type", "content-disposition", "x-content-type-options", "cache-control"];
    expect(names.map((name) => headers.get(name))).toEqual([
      "text/csv; charset=utf-8",
      `attachment; filename="${tenant.slug}-audit-${day}.csv"`,
      "nosniff",
      "private, no-store",
    ]);
  });

  it("is recognized as UTF-8 by spreadsheets", async () => {
    const answer = await fetch(app.origin + path(), { headers: { Cookie: admin.cookie } });
    expect(Buffer.from(await answer.arrayBuffer()).toString("latin1")).toMatch(
      /^\xef\xbb\xbf"number","time",/,
    );
  });

  it("has a row for each event, oldest first, under a header", async () => {
    const former = await createFormerMember(app.db.admin, tenant, { name: "Fay" });
    await writeLog(app.db.admin, tenant, [
      {
        by: admin,
        verb: "task.changed",
        objectId: "t1",
        objectName: 'Say "hi",\r\nthen 👋 اهلا',
        before: { status: "todo" },
        after: { status: "done" },
        at: new Date("2026-01-02T03:04:05Z"),
      },
      { kind: "operator", verb: "workspace.suspended" },
      { by: admin, verb: "member.removed", objectId: former.id },
    ]);
    const [header = [], ...rows] = parseCsv(await download());
    const [changed, suspended, removed] = rows.map((row) =>
      Object.fromEntries(header.map((name, place) => [name, row[place]])),
    );
    expect(rows).toHaveLength(3);
    expect(changed).toEqual({
      number: "1",
      time: "2026-01-02T03:04:05.000000Z",
      actor: "Adam",
      actor_kind: "user",
      actor_id: admin.id,
      verb: "task.changed",
      object_type: "task",
      object_id: "t1",
      object_name: 'Say "hi",\r\nthen 👋 اهلا',
      before: '{"status":"todo"}',
      after: '{"status":"done"}',
      request_id: "request-1",
      ip_address: "192.0.2.1",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(suspended).toMatchObject({ number: "2", actor: "The operator", actor_id: "", object_name: "" });
    expect(removed).toMatchObject({ actor: "Adam", object_id: former.id, object_name: "Fay" });
  });

  it("holds no cell that a spreadsheet would compute", async () => {
    const names = ["=1+1", "+1", "-1", "@SUM(1)", "\ta", "\ra", "a=1", "a;=1"];
    await writeLog(
      app.db.admin,
      tenant,
      names.map((objectName) => ({ by: owner, objectName })),
    );
    const [header = [], ...rows] = parseCsv(await download());
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column("object_name")).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(1)",
      "'\ta",
      "'\ra",
      "a=1",
      "a;'=1",
    ]);
    expect(new Set(column("actor"))).toEqual(new Set(['\'=Olga, "the" owner']));
  });
});

/** Runs the program that docs/operating.md gives people. */
async function verifiedOutside(file: string): Promise<string> {
  const docs = await readFile("docs/operating.md", "utf8");
  const program = /```js\n(.*?)```/s.exec(docs)?.[1] ?? "";
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  child.stdin.end(file);
  return text(child.stdout);
}

describe("an NDJSON file", () => {
  const odd = {
    é: { ab: 1, b: [1.1, null, true, { z: "", a: "\u0085\u2028\u2029\u007f\b\f" }] },
    price: 12345678901234567890n,
    text: '"\\/\u0001\n\t👋',
  };

  beforeEach(async () => {
    await writeLog(app.db.admin, tenant, [
      { by: admin, verb: "project.created", objectName: 'Apollo \\ "x"', at: new Date("2026-01-01") },
      { kind: "operator", verb: "workspace.suspended" },
      {
        by: owner,
        verb: "project.archived",
        before: { archived_at: null },
        after: { archived_at: "2026-01-01" },
      },
    ]);
    await app.db.admin.query(
      `update tenant.audit_events set after = $2::jsonb || '{"exact": 1.10}', at = '2026-01-01T00:00:00.123456Z' where tenant_id = $1 and id = 1`,
      [tenant.id, JSON.stringify(odd, (_, value) => (typeof value === "bigint" ? Number(value) : value))],
    );
    await app.db.admin.query(`
      do $$ declare last bytea := ''; e tenant.audit_events; begin
        for e in select * from tenant.audit_events where tenant_id = '${tenant.id}' order by id loop
          e.previous_hash := last; e.hash := control.audit_hash(e); last := e.hash;
          update tenant.audit_events set hash = e.hash, previous_hash = e.previous_hash
            where tenant_id = e.tenant_id and id = e.id;
        end loop; end $$`);
  });

  it("has every field of every event, the hashes in hexadecimal digits", async () => {
    const answer = await app.visitor(admin.cookie).get(path("?format=ndjson"));
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const { rows } = await app.db.admin.query<{ event: Record<string, unknown> }>(
      "select to_jsonb(e) - array['at', 'tenant_key'] as event from tenant.audit_events e where tenant_id = $1 order by id",
      [tenant.id],
    );
    const bare = rows.map(({ event }) => ({
      ...event,
      at: expect.stringMatching(/^2026-.*Z$/),
      hash: String(event.hash).replace("\\x", ""),
      previous_hash: String(event.previous_hash).replace("\\x", ""),
    }));
    expect(parseLines(answer.text)).toEqual(bare);
    expect(answer.text).toContain('"at":"2026-01-01T00:00:00.123456Z"');
    expect(answer.text).toContain('"exact": 1.10');
  });

  it("is enough to compute the chain again, as the manual says", async () => {
    const file = await download("?format=ndjson");
    expect(await verifiedOutside(file)).toMatch(/^All is as it was written, up to 3:[0-9a-f]{64}\n$/);
    const altered = file.replace('"1.10"', '"1.1"').replace("1.10", "1.1");
    expect(await verifiedOutside(altered)).toBe("Event 1 is not as it was written\n");
    const [first, , third] = file.split("\n");
    expect(await verifiedOutside(`${first}\n${third}\n`)).toBe("Event 3 is not as it was written\n");
  });
});

describe("an export", () => {
  it.each(["", "what=project", "by=system", "object=task:t1", "from=2026-01-02", "to=2026-01-02&what=task"])(
    "holds what the page shows: %s",
    async (query) => {
      await writeLog(app.db.admin, tenant, [
        { by: admin, verb: "project.created", objectId: "p1", objectName: "A", at: new Date("2026-01-01") },
        { by: admin, verb: "task.created", objectId: "t1", objectName: "B", at: new Date("2026-01-02") },
        { kind: "system", verb: "task.deleted", objectId: "t1", objectName: "B", at: new Date("2026-01-03") },
      ]);
      const page = await app.visitor(admin.cookie).get(`/${tenant.slug}/audit?${query}`);
      const shown = [...page.text.matchAll(/<dt>Event<\/dt><dd>(\d+)/g)].map(([, number]) => Number(number));
      const exported = parseLines(await download(`?${query}&format=ndjson`)).map(({ id }) => id);
      expect(exported).toEqual(shown.reverse());
      expect(exported.length).toBeGreaterThan(0);
    },
  );

  it("of several pages has each event once, up to the newest at its start", async () => {
    await writeLongLog(app.db.admin, tenant, { count: 2_500, by: owner });
    const numbers = Array.from({ length: 2_500 }, (_, place) => place + 1);
    const csv = parseCsv(await download()).slice(1);
    expect(csv.map(([number]) => Number(number))).toEqual(numbers);
    for (const query of ["", "&what=project", `&by=${owner.id}`, "&object=project:project-1"]) {
      const lines = parseLines(await download(`?format=ndjson${query}`));
      expect(
        lines.map(({ id }) => id),
        query,
      ).toEqual(numbers);
    }
  });

  it("is not read when its headers alone are asked for", async () => {
    const { status, headers, text: body } = await app.visitor(admin.cookie).request("HEAD", path());
    expect([status, headers.get("content-type"), body]).toEqual([200, "text/csv; charset=utf-8", ""]);
  });

  it("that the router asks for is downloaded by the browser instead", async () => {
    const answer = await app.visitor(admin.cookie).get(`/${tenant.slug}/audit/export.data?what=project`);
    expect(answer.headers.get("x-remix-reload-document")).toBe("true");
    expect(answer.text).toContain(path("?what=project"));
  });
});

describe("a file whose query isn't understood", () => {
  it.each([
    "?from=2026-13-45",
    "?by=nobody",
    "?by=019aa000-0000-7000-8000-000000000000",
    "?what=project.praised",
    "?object=x",
    "?format=xml",
    "?by=system&by=operator",
  ])("is refused, and not replaced by one with everything: %s", async (query) => {
    await writeLog(app.db.admin, tenant, []);
    const answer = await app.visitor(admin.cookie).get(path(query));
    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([400, null]);
    expect(answer.text).toMatch(/^Nothing here is like the "\w+" that was asked for\.$/);
  });

  it("is sent all the same if a part of the form was only left empty", async () => {
    const { status } = await app.visitor(admin.cookie).get(path("?by=&what=&from=&to=&format=ndjson"));
    expect(status).toBe(200);
  });
});
