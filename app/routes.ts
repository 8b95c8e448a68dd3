import type { RouteConfig, RouteConfigEntry } from "@react-router/dev/routes";

/** All URLs, as plain data: a test compares them with the reserved slugs (domain/tenant/slug.ts). */
const page = (path: string, file: string, children?: RouteConfigEntry[]): RouteConfigEntry => ({
  path,
  file: `routes/${file}`,
  ...(children && { children }),
});
const index = (file: string): RouteConfigEntry => ({ index: true, file: `routes/${file}` });

export default [
  index("marketing/home.tsx"),

  page("signup", "auth/signup.tsx"),
  page("login", "auth/login.tsx"),
  page("logout", "auth/logout.tsx"),
  page("forgot-password", "auth/forgot-password.tsx"),
  page("reset-password/:token", "auth/reset-password.tsx"),
  page("invitations/:token", "auth/invitation/show.tsx"),
  page("verify-email/:token", "auth/verify-email.tsx"),

  page("new", "account/new-tenant.tsx"),
  page("switch", "account/switch.ts"),
  page("theme", "account/theme.ts"),
  page("account", "account/layout.tsx", [
    index("account/profile.tsx"),
    page("email", "account/email.tsx"),
    page("password", "account/password.tsx"),
    page("sessions", "account/sessions.tsx"),
  ]),

  page("operator", "operator/layout.tsx", [
    index("operator/tenants.tsx"),
    page("users", "operator/users.tsx"),
    page("mails", "operator/mails.tsx"),
    page("jobs", "operator/jobs.tsx"),
    page("health", "operator/health.tsx"),
  ]),

  page(":tenant", "tenant/layout.tsx", [
    index("tenant/dashboard.tsx"),
    page("projects", "tenant/projects/index.tsx"),
    page("projects/new", "tenant/projects/new.tsx"),
    page("projects/:projectId", "tenant/projects/show.tsx"),
    page("projects/:projectId/edit", "tenant/projects/edit.tsx"),
    page("projects/:projectId/archived", "tenant/projects/archived.tsx"),
    page("projects/:projectId/delete", "tenant/projects/delete.tsx"),
    page("projects/:projectId/tasks", "tenant/tasks/index.tsx"),
    page("projects/:projectId/tasks/new", "tenant/tasks/new.tsx"),
    page("projects/:projectId/tasks/:taskId", "tenant/tasks/show.tsx"),
    page("projects/:projectId/tasks/:taskId/edit", "tenant/tasks/edit.tsx"),
    page("projects/:projectId/tasks/:taskId/move", "tenant/tasks/move.ts"),
    page("projects/:projectId/tasks/:taskId/delete", "tenant/tasks/delete.tsx"),
    page("projects/:projectId/tasks/:taskId/comments", "tenant/comments/new.tsx"),
    page("projects/:projectId/tasks/:taskId/comments/:commentId/delete", "tenant/comments/delete.tsx"),
    page("members", "tenant/members/index.tsx"),
    page("members/invitations/:invitationId", "tenant/invitations/show.tsx"),
    page("members/invitations/:invitationId/pending", "tenant/invitations/pending.tsx"),
    page("members/leave", "tenant/members/leave.tsx"),
    page("members/:userId", "tenant/members/show.tsx"),
    page("members/:userId/remove", "tenant/members/remove.tsx"),
    page("settings", "tenant/settings.tsx"),
    page("audit", "tenant/audit/index.tsx"),
    page("audit/export", "tenant/audit/export.ts"),
    page("billing", "tenant/billing.tsx"),
    page("danger", "tenant/danger/index.tsx"),
    page("danger/transfer", "tenant/danger/transfer.tsx"),
    { ...page("*", "not-found.tsx"), id: "routes/tenant/not-found" },
  ]),

  page("*", "not-found.tsx"),
] satisfies RouteConfig;
