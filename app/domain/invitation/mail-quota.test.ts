import { expect, test } from "vitest";
import { type MailedInvitation, tooManyReceived, tooManySent } from "./mail-quota.ts";

const mail = (given: Partial<MailedInvitation>): MailedInvitation => ({
  isOfTenant: false,
  isOfUser: false,
  email: null,
  secondsAgo: 0,
  ...given,
});
const mails = (count: number, given: Partial<MailedInvitation>) =>
  Array.from({ length: count }, () => mail(given));

test("a tenant and a user each send a hundred, and what others sent doesn't count", () => {
  for (const sender of [{ isOfTenant: true }, { isOfUser: true }]) {
    expect(tooManySent(mails(60, sender), 40)).toBeNull();
    expect(tooManySent(mails(60, sender), 41)).not.toBeNull();
  }
  expect(tooManySent([...mails(60, { isOfTenant: true }), ...mails(60, { isOfUser: true })], 40)).toBeNull();
  expect(tooManySent(mails(200, { email: "ada@example.test" }), 50)).toBeNull();
});

test("a batch waits until enough of the oldest mails are an hour old", () => {
  const sent = [
    ...mails(80, { isOfTenant: true, secondsAgo: 600 }),
    ...mails(10, { isOfTenant: true, secondsAgo: 3_000 }),
    ...mails(10, { isOfTenant: true, secondsAgo: 3_590 }),
  ];
  const waitFor = (wanted: number) => tooManySent(sent, wanted)?.limit.msBeforeReset;
  expect([1, 10, 11, 20, 21, 50].map(waitFor)).toEqual([
    10_000, 10_000, 600_000, 600_000, 3_000_000, 3_000_000,
  ]);
});

test("the wait is the longer of the tenant's and the user's", () => {
  const sent = [
    ...mails(100, { isOfTenant: true, secondsAgo: 3_500 }),
    ...mails(100, { isOfUser: true, secondsAgo: 100 }),
  ];
  expect(tooManySent(sent, 1)?.limit.msBeforeReset).toBe(3_500_000);
});

test("a refusal says how many mails may still be sent", () => {
  expect(tooManySent(mails(95, { isOfUser: true }), 6)?.limit).toEqual({
    name: "invitation-mails",
    durationSeconds: 3_600,
    points: 100,
    remaining: 5,
    msBeforeReset: 3_600_000,
  });
});

test("a mailbox is sent five mails an hour at most", () => {
  const [ada, ben] = ["ada@example.test", "ben@example.test"];
  const sent = [...mails(4, { email: ada }), ...mails(100, { email: ben, secondsAgo: 1_000 })];
  expect(tooManyReceived(sent, ada)).toBeNull();
  expect(tooManyReceived([...sent, mail({ email: ada, secondsAgo: 60 })], ada)).toMatchObject({
    email: ada,
    limit: { name: "invitations-received", durationSeconds: 3_600, points: 5, msBeforeReset: 3_540_000 },
  });
});
