import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Pool, type PoolClient } from "pg";
import { projectPage } from "#app/domain/project/reads.ts";
import { ownTenants } from "#app/domain/tenant/reads.ts";
import { urlAs } from "#db/roles.ts";
import type { TenantReader } from "#db/transaction.ts";

/** The floor: the projects page with `node:http` and `pg` alone, with the same statements and HTML. */
const {
  DATABASE_URL = "",
  SESSION_SECRET = "",
  PORT = "",
  TEMPLATE_URL = "",
  TEMPLATE_COOKIE = "",
} = process.env;

const pool = new Pool({ connectionString: urlAs("rowhouse_app", DATABASE_URL, SESSION_SECRET), max: 10 });

const openDoor = { name: "door", text: "select * from control.open_door($1, $2)" };
const setTenant = {
  name: "set",
  text: "select from control.begin_entry($1, $2, '', '', '', '', '')",
};
function transactionOn(client: PoolClient, tenantId: string, userId: string) {
  const rows = async <R>(text: string, values: unknown[] = []) => {
    const name = names.get(text) ?? createHash("sha1").update(text).digest("base64url");
    names.set(text, name);
    return (await client.query({ name, text, values })).rows as R[];
  };
  return { rows, tenantId, userId, reach: "views" } as TenantReader;
}

const names = new Map<string, string>();

/** The real page, cut at its first and last row. `row` is the markup of its first row. */
async function template(): Promise<{ head: string; row: string; tail: string; firstName: string }> {
  const response = await fetch(TEMPLATE_URL, { headers: { cookie: TEMPLATE_COOKIE } });
  const page = await response.text();
  const body = page.indexOf("<tbody");
  const start = page.indexOf("<tr", body);
  const end = page.indexOf("</tbody>", start);
  const row = page.slice(start, page.indexOf("</tr>", start) + 5);
  const firstName = />([^<]+)<\/a>/.exec(row)?.[1] ?? "";
  if (start < 0 || end < 0 || !firstName)
    throw new Error("The projects page has no table to take the floor's HTML from");
  return { head: page.slice(0, start), row, tail: page.slice(end), firstName };
}

const { head, row, tail, firstName } = await template();
const [beforeName = "", ...afterName] = row.split(firstName);
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const server = createServer(async (request, response) => {
  const [, slug] = (request.url ?? "").split("/");
  const token = /rowhouse=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
  const client = await pool.connect();
  try {
    await client.query("begin read only");
    const door = await client.query({
      ...openDoor,
      values: [token, slug],
    });
    const { tenant_id: tenantId, user_id: userId } = door.rows[0];
    await client.query({ ...setTenant, values: [tenantId, token] });
    const tx = transactionOn(client, tenantId, userId);
    await ownTenants(tx);
    const found = await projectPage(tx, { filter: "active", search: "", page: 1 });
    await client.query("commit");
    let html = head;
    for (const project of found.rows)
      html += beforeName + escapeHtml(project.name) + afterName.join(firstName);
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html + tail);
  } catch (error) {
    await client.query("rollback");
    response.writeHead(500).end(String(error));
  } finally {
    client.release();
  }
});

server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
