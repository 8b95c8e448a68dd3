import { expect, test } from "vitest";
import type { AuditEvent } from "#app/domain/audit/event.ts";
import { idsInEvents, presentEvent } from "./present.ts";

const [ada, bo, project] = ["a", "b", "c"].map(
  (letter) => `${letter.repeat(8)}-0000-7000-8000-000000000000`,
) as [string, string, string];
const names = new Map([
  [ada, "Ada"],
  [bo, "Bo"],
]);

const row = (given: Partial<AuditEvent> = {}): AuditEvent => ({
  id: 7,
  at: "2026-11-21T09:38:12.123456Z",
  actorId: ada,
  actorKind: "user",
  verb: "task.changed",
  objectType: "task",
  objectId: "t1",
  objectName: "Nails",
  before: null,
  after: null,
  requestId: "r1",
  ipAddress: "192.0.2.1",
  hash: "",
  ...given,
});

test("people are named: who did it, to whom, and in the fields", () => {
  const event = row({ before: { assignee_id: ada }, after: { assignee_id: bo } });
  expect(presentEvent(event, names)).toMatchObject({
    who: "Ada",
    changes: [{ label: "Assignee", from: "Ada", to: "Bo" }],
  });
  const removed = row({ verb: "member.removed", objectType: "member", objectId: bo, objectName: null });
  expect(presentEvent(removed, names).what.join("")).toBe("removed Bo");
});

test.each([
  ["operator", "The operator"],
  ["system", "Rowhouse"],
] as const)("an event of the %s is shown as done by %s", (actorKind, who) => {
  expect(presentEvent(row({ actorKind, actorId: null }), names).who).toBe(who);
});

test("ids that may be people's are found in every place where they can stand", () => {
  const event = row({
    before: { assignee_id: null },
    after: { assignee_id: bo, project_id: project, title: ada },
  });
  const member = row({ actorId: null, objectType: "member", objectId: ada });
  expect(new Set(idsInEvents([event, member]))).toEqual(new Set([ada, bo, project, null]));
});

test("the fields of a new object have no earlier value, and empty ones are left out", () => {
  const after = { name: "Apollo", description: "", due_on: null };
  expect(presentEvent(row({ verb: "project.created", after }), names).changes).toEqual([
    { label: "Name", to: "Apollo" },
  ]);
});

test("a field that was emptied, or filled, says so", () => {
  const event = row({ before: { due_on: "2026-12-24", title: "" }, after: { due_on: null, title: "Nails" } });
  expect(presentEvent(event, names).changes).toEqual([
    { label: "Due day", from: "2026-12-24", to: null },
    { label: "Title", from: null, to: "Nails" },
  ]);
});

test("values are shown in words where there are words for them", () => {
  const after = {
    archived_at: "2026-11-21T09:38:12.5+00:00",
    plan_overrides: { members: 5 },
    project_id: project,
    status: "doing",
    urgent: true,
  };
  expect(presentEvent(row({ after }), names).changes.map(({ to }) => to)).toEqual([
    "21 Nov 2026, 09:38 UTC",
    '{"members":5}',
    project,
    "Doing",
    "yes",
  ]);
});
