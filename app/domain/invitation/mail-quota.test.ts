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
  const waitFor = (wanted: number) => tooManySent(sent, wanted)?.headers["Retry-After"];
  expect([1, 10, 11, 20, 21, 50].map(waitFor)).toEqual(["10", "10", "600", "600", "3000", "3000"]);
  expect(tooManySent(sent, 1)?.message).toMatch(/Invite fewer, or go on in a minute\.$/);
  expect(tooManySent(sent, 50)?.message).toMatch(/go on in 50 minutes\.$/);
});

test("the wait is the longer of the tenant's and the user's", () => {
  const sent = [
    ...mails(100, { isOfTenant: true, secondsAgo: 3_500 }),
    ...mails(100, { isOfUser: true, secondsAgo: 100 }),
  ];
  expect(tooManySent(sent, 1)?.headers["Retry-After"]).toBe("3500");
});

test("a refusal says how many mails may still be sent", () => {
  expect(tooManySent(mails(95, { isOfUser: true }), 6)?.headers).toEqual({
    "Retry-After": "3600",
    RateLimit: '"invitation-mails";r=5;t=3600',
    "RateLimit-Policy": '"invitation-mails";q=100;w=3600',
  });
});

test("a mailbox is sent five mails an hour at most", () => {
  const [ada, ben] = ["ada@example.test", "ben@example.test"];
  const sent = [...mails(4, { email: ada }), ...mails(100, { email: ben, secondsAgo: 1_000 })];
  expect(tooManyReceived(sent, ada)).toBeNull();
  expect(tooManyReceived([...sent, mail({ email: ada, secondsAgo: 60 })], ada)?.headers).toMatchObject({
    "Retry-After": "3540",
    "RateLimit-Policy": '"invitations-received";q=5;w=3600',
  });
});
