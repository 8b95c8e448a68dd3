import { expect, test } from "vitest";
import { mayComment, mayDeleteComment } from "#app/domain/comment/policy.ts";
import { type Role, roleNames } from "#app/domain/membership/permissions.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { mayCreateProject, mayEditProject, mayRetireProject } from "./policy.ts";

const ada = { id: "ada" };
const as = (role: Role) => ({ user: ada, role });
const whoMay = (question: (role: Role) => boolean) => roleNames.filter(question);

const writers = ["owner", "admin", "member"];

test("every role but viewer creates and changes work", () => {
  expect(whoMay((role) => mayCreateProject(as(role)))).toEqual(writers);
  expect(whoMay((role) => mayEditProject(as(role)))).toEqual(writers);
  expect(whoMay((role) => mayChangeTasks(as(role), { isArchived: false }))).toEqual(writers);
  expect(whoMay((role) => mayComment(as(role), { isArchived: false }))).toEqual(writers);
});

test("no role changes tasks or comments in an archived project", () => {
  expect(whoMay((role) => mayChangeTasks(as(role), { isArchived: true }))).toEqual([]);
  expect(whoMay((role) => mayComment(as(role), { isArchived: true }))).toEqual([]);
});

test("members retire only their own projects, admins any", () => {
  expect(whoMay((role) => mayRetireProject(as(role), { createdBy: "ada" }))).toEqual(writers);
  expect(whoMay((role) => mayRetireProject(as(role), { createdBy: "ben" }))).toEqual(["owner", "admin"]);
});

test("members delete only their own comments, admins any", () => {
  expect(whoMay((role) => mayDeleteComment(as(role), { authorId: "ada" }))).toEqual(writers);
  expect(whoMay((role) => mayDeleteComment(as(role), { authorId: "ben" }))).toEqual(["owner", "admin"]);
});
