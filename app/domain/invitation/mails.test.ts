import { expect, test } from "vitest";
import { invitationMail } from "./mails.ts";

const link = "https://rowhouse.example/there";

test("each paragraph is one line, which mail programs wrap", () => {
  const names = { inviterName: "Ada", tenantName: "Acme\u001b" };
  const { subject, body } = invitationMail({ ...names, role: "member", link, until: new Date(0) });
  expect(subject).not.toContain("\n");
  for (const paragraph of body.trimEnd().split("\n\n")) expect(paragraph).not.toMatch(/\n|\s$| {2}/);
});
