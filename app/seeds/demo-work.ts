import { generateNKeysBetween } from "fractional-indexing";
import type { Chance } from "./chance.ts";
import type { DemoProject, DemoTenant } from "./demo-content.ts";

export interface WorkRows {
  projects: object[];
  tasks: object[];
  comments: object[];
}

const dayMs = 86_400_000;
const midnight = (moment: Date) => new Date(Math.floor(moment.getTime() / dayMs) * dayMs);

export function workOf(
  tenant: DemoTenant & { id: string },
  people: ReadonlyMap<string, string>,
  chance: Chance,
  now: Date,
): WorkRows {
  const idsOf = (wanted: (role: string) => boolean) =>
    Object.entries(tenant.members).flatMap(([key, role]) => (wanted(role) ? [people.get(key) ?? ""] : []));
  const writers = idsOf((role) => role !== "viewer");
  const rows: WorkRows = { projects: [], tasks: [], comments: [] };
  for (const project of tenant.projects) addProject(rows, project, { tenant, writers, chance, now });
  return rows;
}

interface Scene {
  tenant: DemoTenant & { id: string };
  writers: string[];
  chance: Chance;
  now: Date;
}

function addProject(rows: WorkRows, project: DemoProject, scene: Scene): void {
  const { tenant, writers, chance, now } = scene;
  const beganAt = workingHour(now, project.began, chance);
  const endsAt = project.archived === undefined ? now : workingHour(now, project.archived, chance);
  const id = chance.uuidV7(beganAt);
  const positions = generateNKeysBetween(null, null, project.tasks.length);
  const lead = chance.pick(writers);
  const elapsedMs = endsAt.getTime() - beganAt.getTime();
  const plannedMs = project.archived === undefined ? elapsedMs * 1.4 + 6 * dayMs : elapsedMs * 0.8;
  let changedAt = beganAt;
  project.tasks.forEach((title, number) => {
    const share = (number + chance.between(0, 0.9)) / project.tasks.length;
    const updatedAt = addTask(rows, {
      ...scene,
      lead,
      projectId: id,
      title,
      position: positions[number] ?? "a0",
      createdAt: atWork(new Date(beganAt.getTime() + elapsedMs * share * 0.6), now),
      startsAt: new Date(beganAt.getTime() + plannedMs * share),
      endsAt,
    });
    if (updatedAt > changedAt) changedAt = updatedAt;
  });
  rows.projects.push({
    tenant_id: tenant.id,
    id,
    name: project.name,
    description: project.description,
    created_by: lead,
    created_at: beganAt,
    updated_by: lead,
    updated_at: project.archived === undefined ? changedAt : endsAt,
    archived_at: project.archived === undefined ? null : endsAt,
    version: 1,
  });
}

interface TaskScene extends Scene {
  lead: string;
  projectId: string;
  title: string;
  position: string;
  createdAt: Date;
  startsAt: Date;
  endsAt: Date;
}

/** @returns when the task last changed. */
function addTask(rows: WorkRows, scene: TaskScene): Date {
  const { tenant, writers, chance, now, lead, projectId, title, position, createdAt, startsAt, endsAt } =
    scene;
  const beginsAt = new Date(Math.max(startsAt.getTime(), createdAt.getTime()));
  const doneAt = new Date(beginsAt.getTime() + chance.between(3, 12) * dayMs);
  const status = endsAt < now || doneAt <= now ? "done" : beginsAt <= now ? "doing" : "todo";
  const changedAt = { todo: createdAt, doing: beginsAt, done: doneAt < endsAt ? doneAt : endsAt }[status];
  const updatedAt = new Date(Math.max(createdAt.getTime(), atWork(changedAt, now).getTime()));
  const assignee = status !== "todo" || chance.isTrue(0.6) ? chance.pick(writers) : null;
  const dueAt = new Date(doneAt.getTime() + chance.between(-8, 4) * dayMs);
  const id = chance.uuidV7(createdAt);
  rows.tasks.push({
    tenant_id: tenant.id,
    id,
    project_id: projectId,
    title,
    description: "",
    status,
    position,
    assignee_id: assignee,
    due_on: chance.isTrue(0.7) ? midnight(dueAt).toISOString().slice(0, 10) : null,
    created_by: lead,
    created_at: createdAt,
    updated_by: status === "todo" ? null : assignee,
    updated_at: updatedAt,
    version: 1,
  });
  const remarks = status === "todo" ? 0 : chance.between(0, 3.2);
  const lastAt = status === "doing" ? now.getTime() : updatedAt.getTime();
  for (let number = 1; number <= remarks; number++) {
    const saidAt = atWork(
      new Date(createdAt.getTime() + (lastAt - createdAt.getTime()) * (number / (remarks + 1))),
      now,
    );
    rows.comments.push({
      tenant_id: tenant.id,
      id: chance.uuidV7(saidAt),
      task_id: id,
      body: chance.pick(tenant.remarks),
      author_id: chance.pick(writers),
      created_at: saidAt,
      version: 1,
    });
  }
  return updatedAt;
}

function workingHour(now: Date, daysAgo: number, chance: Chance): Date {
  return atWork(new Date(midnight(now).getTime() + (chance.next() - daysAgo) * dayMs), now);
}

/** The same day between eight and five, in the same order, and never in the future. */
function atWork(moment: Date, now: Date): Date {
  const day = midnight(moment).getTime();
  const share = (moment.getTime() - day) / dayMs;
  return new Date(Math.min(day + (8 + share * 9) * 3_600_000, now.getTime()));
}
