import { describe, expect, it, test } from "vitest";
import { choiceText, fieldText, sentence, type Told } from "./words.ts";

const said = (verb: string, told: Partial<Told> = {}) =>
  sentence({ verb, object: null, isOneself: false, before: {}, after: {}, ...told }).join("");

describe("what happened", () => {
  it.each<[verb: string, told: Partial<Told>, words: string]>([
    ["project.created", { object: "Apollo" }, "created a project “Apollo”"],
    ["project.archived", { object: "Apollo" }, "archived the project “Apollo”"],
    ["project.restored", { object: "Apollo" }, "restored the project “Apollo”"],
    ["project.deleted", { object: "Apollo" }, "deleted the project “Apollo”"],
    [
      "project.changed",
      { object: "Apollo", after: { name: "Apollo" } },
      "changed the name of the project “Apollo”",
    ],
    ["task.moved", { object: "Nails" }, "moved the task “Nails”"],
    [
      "task.changed",
      { object: "Nails", before: { status: "todo" }, after: { status: "done" } },
      "moved the task “Nails” from To do to Done",
    ],
    [
      "task.changed",
      { object: "Nails", after: { assignee_id: null, due_on: "2026-12-24" } },
      "changed the assignee and the due day of the task “Nails”",
    ],
    ["task.changed", { object: "Nails", after: { a: 1, b: 2, c: 3 } }, "changed the task “Nails”"],
    ["comment.created", {}, "wrote a comment"],
    ["comment.deleted", {}, "deleted a comment"],
    [
      "invitation.created",
      { object: "bo@example.com", after: { role: "viewer" } },
      "invited bo@example.com as viewer",
    ],
    ["invitation.accepted", { object: "bo@example.com" }, "accepted the invitation to bo@example.com"],
    ["invitation.revoked", { object: "bo@example.com" }, "revoked the invitation to bo@example.com"],
    ["invitation.resent", { object: "bo@example.com" }, "sent the invitation to bo@example.com again"],
    ["member.added", { object: "Bo", after: { role: "admin" } }, "added Bo as admin"],
    ["member.joined", { object: "Bo", after: { role: "member" } }, "joined as member"],
    ["member.left", { object: "Bo" }, "left this workspace"],
    ["member.removed", { object: "Bo" }, "removed Bo"],
    [
      "member.role_changed",
      { object: "Bo", before: { role: "member" }, after: { role: "admin" } },
      "changed Bo's role from member to admin",
    ],
    [
      "member.role_changed",
      { object: "Bo", isOneself: true, before: { role: "owner" }, after: { role: "admin" } },
      "changed their own role from owner to admin",
    ],
    ["member.signed_in", { object: "Bo" }, "signed in"],
    ["member.switched", { object: "Bo" }, "switched to this workspace"],
    ["workspace.created", { object: "Acme" }, "created this workspace"],
    ["workspace.changed", { object: "Acme", after: { name: "Acme" } }, "changed the name of this workspace"],
    [
      "workspace.renamed",
      { object: "Acme", before: { slug: "acme" }, after: { slug: "acme-ltd" } },
      "changed the address of this workspace from acme to acme-ltd",
    ],
    ["workspace.suspended", { object: "Acme" }, "suspended this workspace"],
    ["workspace.resumed", { object: "Acme" }, "resumed this workspace"],
    ["workspace.deleted", { object: "Acme" }, "deleted this workspace"],
    ["workspace.restored", { object: "Acme" }, "restored this workspace"],
    [
      "workspace.plan_changed",
      { object: "Acme", before: { plan: "free" }, after: { plan: "pro" } },
      "changed the plan from free to pro",
    ],
    [
      "workspace.plan_changed",
      { object: "Acme", after: { plan_overrides: {} } },
      "changed the limits of the plan",
    ],
  ])("%s %j", (verb, told, words) => {
    expect(said(verb, told)).toBe(words);
  });
});

describe("a noun without words of its own", () => {
  it.each<[verb: string, object: string | null, words: string]>([
    ["invoice.created", "2026-1", "created an invoice “2026-1”"],
    ["invoice.created", null, "created an invoice"],
    ["invoice.paid", "2026-1", "paid the invoice “2026-1”"],
    ["invoice.deleted", null, "deleted an invoice"],
    ["invoice.resent", "2026-1", "sent the invoice “2026-1” again"],
    ["task_label.handed_over", "Red", "handed over the task label “Red”"],
    ["invoice.role_changed", "2026-1", "changed the role of the invoice “2026-1”"],
    ["invoice.changed", "2026-1", "changed the invoice “2026-1”"],
    ["user_group.created", "Painters", "created a user group “Painters”"],
    ["unit.created", "Metre", "created a unit “Metre”"],
  ])("%s %j", (verb, object, words) => {
    expect(said(verb, { object })).toBe(words);
  });
});

test("verbs and kinds of objects can be chosen", () => {
  expect(["project.archived", "project", "member.role_changed", "task_label"].map(choiceText)).toEqual([
    "Project: archived",
    "Project: anything",
    "Member: role changed",
    "Task label: anything",
  ]);
});

test("fields have names that people use", () => {
  expect(["assignee_id", "due_on", "hue", "archived_at", "name"].map(fieldText)).toEqual([
    "Assignee",
    "Due day",
    "Door colour",
    "Archived at",
    "Name",
  ]);
});
