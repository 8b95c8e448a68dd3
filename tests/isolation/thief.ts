import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { newToken } from "#app/base/token.ts";
import { givePassword } from "#tests/factories/passwords.ts";
import { createUser, type TestUser } from "#tests/factories/people.ts";
import { furnishExamples } from "./examples.ts";
import type { Examples } from "./reach.ts";
import { type Stage, setStage } from "./stage.ts";

/**
 * A connection as rowhouse_app or rowhouse_door, with its password. It knows emails, ids, slugs and the secrets that it made
 * up, and it may have an account of its own.
 */
interface Thief {
  stage: Stage;
  thief: TestUser;
  /** What it calls functions with. */
  known: Examples;
  /** What acme's owner would call them with. */
  secret: Examples;
}

export const madeUp = newToken();

export async function setThief(admin: Pool): Promise<Thief> {
  const stage = await setStage(admin);
  const thief = await createUser(admin, { name: "Mallory", isVerified: false });
  const tag = await givePassword(admin, thief);
  const secret = await furnishExamples(admin, stage);
  const { acme, acmeOwner, acmeViewer, acmeIds } = stage;
  const browser = { id: thief.id, token: madeUp, userAgent: "", network: "192.0.2", longestDays: 180 };
  const known = {
    ...secret,
    token: [madeUp],
    ticket: [madeUp],
    invitation: [madeUp],
    tokens: [`{${madeUp}}`],
    session: [madeUp, thief.session],
    new_id: [acme.id, randomUUID()],
    new_slug: [acme.slug],
    tag: [`\\x${tag.toString("hex")}`, "\\x00"],
    template: ["invitation", "assignment", "deletion"],
    fields: [
      JSON.stringify({ invitationId: acmeIds.invitation }),
      JSON.stringify({ taskId: acmeIds.task }),
      "{}",
    ],
    browser: [JSON.stringify(browser)],
    of_email: [acmeOwner.email, thief.email],
    new_email: [acmeOwner.email, "new@example.test"],
    wanted: [acmeOwner.email, "new@example.test"],
    to_email: [acmeOwner.email, "guest@example.test"],
    member: [acmeOwner.id, acmeViewer.id, thief.id],
    tenant: [acme.id],
    new_role: ["owner"],
  };
  return { stage, thief, known, secret };
}
