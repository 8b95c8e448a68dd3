import { redirectDocument } from "react-router";
import { access } from "#app/access.ts";
import { todayUtc } from "#app/base/time-text.ts";
import { memberEntryOf, turnOf } from "#app/context.ts";
import { fileFormats } from "#app/domain/audit/file-formats.ts";
import { type AuditSelection, selectAudit } from "#app/domain/audit/selection.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { roleNow } from "#app/domain/membership/reads.ts";
import { isForData } from "#app/middleware/for-data.ts";
import { queryOf } from "#app/routes/params.ts";
import { readTenantInTurn } from "#db/transaction.ts";
import type { Route } from "./+types/export.ts";
import { filterOf, knownInLog, knownQuery, misread } from "./load.ts";
import { exportQuery } from "./schema.ts";

export const handle = access({ read: "audit:read" });

/** The log as a file: what the page shows with these filters, oldest first, up to the event newest now. */
export async function loader({ request, url, context }: Route.LoaderArgs) {
  // The router would gather the whole file in memory for a page, so the browser is sent to download it.
  if (isForData(request)) return redirectDocument(url.pathname + url.search);
  const entry = memberEntryOf(context);
  const { format, ...asked } = queryOf(request, exportQuery);
  const selection = await readTenantInTurn(entry, async (tx) => {
    const known = await knownInLog(tx);
    const query = knownQuery(asked, known);
    const [wrong] = misread(url.searchParams, { ...query, format });
    // The page drops a wrong filter; a file would be handed on, with more in it than was asked for.
    if (wrong) throw new Response(`Nothing here is like the "${wrong}" that was asked for.`, { status: 400 });
    return selectAudit(tx, filterOf(query, known, entry));
  });
  return new Response(streamOf(pages(context, selection, format)), {
    headers: {
      "Content-Type": fileFormats[format].contentType,
      "Content-Disposition": `attachment; filename="${entry.tenant.slug}-audit-${todayUtc()}.${format}"`,
    },
  });
}

/**
 * A transaction for each page, and a turn in the slow lane: a slow download holds neither. @throws if the
 * member lost access
 */
async function* pages(
  context: Route.LoaderArgs["context"],
  selection: AuditSelection,
  format: keyof typeof fileFormats,
): AsyncGenerator<Uint8Array> {
  const entry = { ...memberEntryOf(context), isBegun: true };
  const { head, read } = fileFormats[format];
  const encoder = new TextEncoder();
  yield encoder.encode(head);
  for (let first = selection.first; ; ) {
    const page = await readTenantInTurn(entry, async (tx) => {
      const found = await read(tx, { ...selection, first });
      // Asked last: a removed member reads nothing, and a file that ended here would look whole.
      const role = await roleNow(tx);
      if (!role || !may(role, "audit:read")) throw new Error("Who downloads this may no longer read it");
      return found;
    });
    if (!page) return;
    await turnOf(context);
    yield encoder.encode(page.text);
    first = page.lastId + 1;
  }
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
