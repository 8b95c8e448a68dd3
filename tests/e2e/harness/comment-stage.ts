import type { Page } from "@playwright/test";
import { beforeEach } from "vitest";
import {
  cookieOf,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from "#tests/factories/people.ts";
import { createTask } from "#tests/factories/work.ts";
import { interactive } from "./journeys.ts";
import type { Stage } from "./stage.ts";

export const words = "A long thought that is no fun to write twice";

export const field = (page: Page) => page.getByRole("textbox", { name: "Comment" });
export const problem = (page: Page) => page.locator("#comments").getByRole("alert");

export async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add comment" }).click();
}

export interface CommentStage {
  ada: TestUser;
  task: { id: string; projectId: string };
  /** Of the task's page. */
  path: string;
  /** By Ada, who is a member, on the task's page. */
  write(options?: { isBroken?: boolean }): Promise<Page>;
  /** Null: signed out. */
  signInAs(page: Page, session: string | null): Promise<void>;
  anotherOwner(): Promise<TestUser>;
  comments(): Promise<string[]>;
}

/** A task to comment on, a new one for each test. */
export function useCommentStage(stage: Stage): CommentStage {
  let tenant: TestTenant;
  const at = {} as CommentStage;

  beforeEach(async () => {
    const { admin } = stage.db;
    const owner = await createUser(admin, { name: "Grace Hopper" });
    at.ada = await createUser(admin);
    tenant = await createTenant(admin, { owner, member: at.ada });
    at.task = await createTask(admin, { tenant, by: at.ada });
    at.path = `/${tenant.slug}/projects/${at.task.projectId}/tasks/${at.task.id}`;
  });

  return Object.assign(at, {
    async write(options = {}) {
      const page = await stage.visit({ cookie: at.ada.cookie, ...options });
      await page.goto(at.path);
      await interactive(page);
      await field(page).fill(words);
      return page;
    },
    async signInAs(page, session) {
      await page.context().clearCookies();
      if (session === null) return;
      const [name = "", value = ""] = cookieOf(session).split("=");
      await page.context().addCookies([{ name, value, url: stage.origin }]);
    },
    async anotherOwner() {
      const other = await createUser(stage.db.admin);
      await stage.db.admin.query(
        "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
        [tenant.id, other.id],
      );
      return other;
    },
    async comments() {
      const { rows } = await stage.db.admin.query("select body from tenant.comments where task_id = $1", [
        at.task.id,
      ]);
      return rows.map(({ body }) => body);
    },
  } satisfies Partial<CommentStage>);
}
