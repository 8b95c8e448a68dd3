import { expect, onTestFinished, test } from "vitest";
import { createLimiters, refusalHeaders } from "./limiter.ts";

const { limiter } = createLimiters({ redisUrl: undefined, log: { warn() {} } });

test("a limiter allows as many as it says, and each key has its own count", async () => {
  const attempts = limiter({ name: "test-attempts", points: 2, durationSeconds: 60 });
  const allowed = [];
  for (const key of ["a", "a", "a", "b"]) allowed.push((await attempts.spend(key)).isAllowed);
  expect(allowed).toEqual([true, true, false, true]);
});

test("what is refunded can be spent again", async () => {
  const attempts = limiter({ name: "test-refunds", points: 1, durationSeconds: 60 });
  await attempts.spend("a");
  await attempts.refund("a");
  expect(await attempts.spend("a")).toMatchObject({ isAllowed: true, remaining: 0 });
});

test("the headers of a refusal say the limit, its time span and when to try again", () => {
  const limit = { name: "tenant", durationSeconds: 60, points: 100, remaining: 0, msBeforeReset: 22_500 };
  const headers = refusalHeaders(limit);
  expect(headers).toEqual({
    "Retry-After": "23",
    RateLimit: '"tenant";r=0;t=23',
    "RateLimit-Policy": '"tenant";q=100;w=60',
  });
});

test("with very many keys the oldest one is forgotten, and its count starts from zero if it comes again", async () => {
  const many = limiter({ name: "many", points: 3, durationSeconds: 60 });
  await many.spend("first");
  await many.spend("second");
  expect((await many.spend("second")).remaining).toBe(1);
  for (let key = 0; key < 49_999; key++) await many.spend(String(key));
  expect((await many.spend("second")).remaining).toBe(0);
  expect((await many.spend("first")).remaining).toBe(2);
});

test("while Redis is away, this process counts alone", async () => {
  const away = createLimiters({ redisUrl: "redis://127.0.0.1:1", log: { warn() {} } });
  onTestFinished(away.close);
  const shared = away.limiter({ name: "shared", points: 2, durationSeconds: 60 });
  const allowed = [];
  for (const key of ["a", "a", "a", "b"]) allowed.push((await shared.spend(key)).isAllowed);
  expect(allowed).toEqual([true, true, false, true]);
});
