import { emailChanges, emailVerifications, knownNetworks, passwordResets, users } from "./account/table.ts";
import { auditEvents, auditHeads } from "./audit/table.ts";
import { Comment, comments } from "./comment/table.ts";
import { invitations } from "./invitation/table.ts";
import { jobs } from "./job/table.ts";
import { mails } from "./mail/table.ts";
import { memberships, people } from "./membership/table.ts";
import { Project, projects } from "./project/table.ts";
import { sessions } from "./session/table.ts";
import { Task, tasks } from "./task/table.ts";
import { slugs, switches, tenants, tombstones } from "./tenant/table.ts";

/** What the ORM maps to objects with verbs. */
export const entities = [Project, Task, Comment];

/** Every table, as queries see it. A new noun gets a line in both lists. */
export const allTables = [
  users,
  knownNetworks,
  passwordResets,
  emailVerifications,
  emailChanges,
  sessions,
  tenants,
  slugs,
  switches,
  tombstones,
  memberships,
  people,
  invitations,
  mails,
  jobs,
  auditEvents,
  auditHeads,
  projects,
  tasks,
  comments,
] as const;
