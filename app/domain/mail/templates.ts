import { z } from "zod";
import type { Config } from "#app/base/config.ts";
import { verifyEmailUrl } from "#app/domain/account/email-verification.ts";
import {
  emailChangedMail,
  emailInUseMail,
  lastPasswordResetMail,
  leaveEmailMail,
  passwordChangedMail,
  passwordResetMail,
  takeEmailMail,
  verifyEmailMail,
} from "#app/domain/account/mails.ts";
import { resetUrl } from "#app/domain/account/password-reset.ts";
import { linkOf } from "#app/domain/invitation/link.ts";
import { invitationMail } from "#app/domain/invitation/mails.ts";
import { invitedRoles } from "#app/domain/invitation/policy.ts";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { assignmentMail } from "#app/domain/task/mails.ts";
import { deletionMail, ownershipMail } from "#app/domain/tenant/mails.ts";
import type { MailText } from "./outbox.ts";

/**
 * Every mail that Rowhouse writes. The outbox holds a template's name and what fills it; links are built here, so
 * that no URL comes from the database. db/functions/mail.sql has the same names, and writes the fields.
 */

type Site = Pick<Config, "appUrl">;

/** Missing once the mail is sent: the link then leads nowhere. */
const secret = z
  .string()
  .regex(/^[\w-]{43}$/)
  .default("…");
const slug = z.string().regex(/^[a-z0-9-]+$/);
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

interface AnyTemplate {
  fields: z.ZodType;
  text(fields: never, site: Site): MailText;
}

function template<Shape extends z.ZodRawShape>(
  shape: Shape,
  text: (fields: z.output<z.ZodObject<Shape, z.core.$strict>>, site: Site) => MailText,
) {
  return { fields: z.strictObject(shape), text };
}

const accountTemplates = {
  "password-reset": template({ token: secret }, ({ token }, { appUrl }) =>
    passwordResetMail(resetUrl(appUrl, token)),
  ),
  "last-password-reset": template({ token: secret }, ({ token }, { appUrl }) =>
    lastPasswordResetMail(resetUrl(appUrl, token)),
  ),
  "password-changed": template({}, (_, { appUrl }) => passwordChangedMail(appUrl)),
  "verify-email": template(
    { token: secret, invitation: secret.unwrap().optional() },
    ({ token, invitation }, { appUrl }) =>
      verifyEmailMail(withInvitation(verifyEmailUrl(appUrl, token), invitation)),
  ),
  "leave-email": template({ token: secret, newEmail: z.string() }, ({ token, newEmail }, { appUrl }) =>
    leaveEmailMail({ link: verifyEmailUrl(appUrl, token), newEmail, appUrl }),
  ),
  "take-email": template({ token: secret }, ({ token }, { appUrl }) =>
    takeEmailMail(verifyEmailUrl(appUrl, token)),
  ),
  "email-in-use": template({}, (_, { appUrl }) => emailInUseMail(appUrl)),
  "email-changed": template({ oldEmail: z.string(), newEmail: z.string() }, emailChangedMail),
};

const tenantTemplates = {
  invitation: template(
    {
      ...{ inviterName: z.string(), tenantName: z.string(), role: z.enum(invitedRoles) },
      ...{ until: moment, token: secret },
    },
    ({ token, ...told }, { appUrl }) => invitationMail({ ...told, link: linkOf(appUrl, token) }),
  ),
  assignment: template(
    {
      by: z.string(),
      title: z.string(),
      projectName: z.string(),
      slug,
      projectId: z.uuid(),
      taskId: z.uuid(),
    },
    ({ by, title, projectName, slug, projectId, taskId }, { appUrl }) =>
      assignmentMail({
        ...{ by, title, projectName },
        url: `${appUrl}/${slug}/projects/${projectId}/tasks/${taskId}`,
      }),
  ),
  ownership: template(
    { formerOwnerName: z.string(), tenantName: z.string(), slug },
    ({ slug, ...told }, { appUrl }) => ownershipMail({ ...told, link: `${appUrl}/${slug}` }),
  ),
  deletion: template(
    { tenantName: z.string(), slug, by: z.string().nullable(), until: moment },
    ({ tenantName, slug, by, until }, { appUrl }) =>
      deletionMail({ tenant: { name: tenantName, slug }, by, until, appUrl }),
  ),
};

type AccountTemplate = keyof typeof accountTemplates;
type TenantTemplate = keyof typeof tenantTemplates;

/** What a caller gives. The database looks up the rest; other mails it writes all by itself. */
export interface TenantFields {
  invitation: { invitationId: string };
  assignment: { taskId: string };
  deletion: Record<never, never>;
}

const templates: Readonly<Record<string, AnyTemplate>> = { ...accountTemplates, ...tenantTemplates };
export const templateNames = Object.keys(templates) as (AccountTemplate | TenantTemplate)[];

export interface StoredMail {
  template: string;
  fields: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, unknown>>;
}

/** Null if this version has no such template, or one with other fields: another version wrote the mail. */
export function mailText({ template, fields, secrets }: StoredMail, site: Site): MailText | null {
  const known = Object.hasOwn(templates, template) ? templates[template] : undefined;
  const parsed = known?.fields.safeParse({ ...fields, ...secrets });
  return known && parsed?.success ? known.text(parsed.data as never, site) : null;
}
