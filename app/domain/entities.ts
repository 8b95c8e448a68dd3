import { Comment } from "./comment/comment.ts";
import { Project } from "./project/project.ts";
import { Task } from "./task/task.ts";

/** What the ORM maps. A new noun gets a line here. */
export const entities = [Project, Task, Comment];
