import { parseCronItems } from "graphile-worker";
import { expect, test } from "vitest";
import { allJobs, schedule } from "./index.ts";

test("the schedule is in the notation that the queue reads, and names existing jobs", () => {
  expect(() => parseCronItems(schedule)).not.toThrow();
  const names = allJobs.map(({ name }) => name);
  expect(schedule.map(({ task }) => names.includes(task))).toEqual(schedule.map(() => true));
});
