import { expect, test } from "vitest";
import { deletionMail, ownershipMail } from "./mails.ts";

const appUrl = "https://rowhouse.example";
const tenantName = "Acme\u001b";
const deletion = { tenant: { name: tenantName, slug: "acme" }, until: new Date(0), appUrl };

const mails = [
  ownershipMail({ formerOwnerName: "Ada", tenantName, link: `${appUrl}/acme` }),
  deletionMail({ ...deletion, by: "Ada" }),
  deletionMail({ ...deletion, by: null }),
];

test.each(mails)("each paragraph is one line, which mail programs wrap: $subject", ({ subject, body }) => {
  expect(subject).not.toContain("\n");
  for (const paragraph of body.trimEnd().split("\n\n")) expect(paragraph).not.toMatch(/\n|\s$| {2}/);
});

test("owners learn which workspace was deleted, and who did it", () => {
  expect(deletionMail({ ...deletion, by: "Ada" })).toMatchObject({
    subject: "The workspace “Acme” was deleted",
    body: expect.stringMatching(
      /^Ada deleted a workspace of which you are an owner: “Acme”, at \S+\/acme\. /,
    ),
  });
  expect(deletionMail({ ...deletion, by: null }).body).toMatch(/^The operator of this installation deleted/);
});
