import { href } from "react-router";
import { VerifyFirst } from "#app/routes/account/verification-mail.tsx";
import { Alert } from "#app/ui/alert.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { Pagination } from "#app/ui/pagination.tsx";
import type { Post } from "#app/ui/post-form.tsx";
import { InviteForm } from "./form.tsx";
import type { LoadedInvitations } from "./load.ts";
import { InvitationTable } from "./table.tsx";

interface PartlyInvited {
  message: string;
  skipped: readonly string[];
}

interface InvitationSectionProps {
  tenant: string;
  invitations: LoadedInvitations;
  post: Post<FormAnswer | { partly: PartlyInvited } | undefined>;
  now: number;
}

export function InvitationSection({ tenant, invitations, post, now }: InvitationSectionProps) {
  const { rows, pages, mayManage, roles, canMail, unverified } = invitations;
  const { answer } = post;
  return (
    <>
      <div role="status">{answer && "partly" in answer ? <LeftOut {...answer.partly} /> : null}</div>
      {unverified ? (
        <div className="mb-8">
          <VerifyFirst email={unverified} />
        </div>
      ) : null}
      {mayManage && !unverified ? <InviteForm roles={roles} canMail={canMail} post={post} /> : null}
      {rows.length > 0 ? (
        <div className="mb-8">
          <InvitationTable tenant={tenant} invitations={rows} mayManage={mayManage} now={now} />
          <Pagination
            {...pages}
            hrefOf={(page) => `${href("/:tenant/members", { tenant })}?invited=${page}`}
          />
        </div>
      ) : null}
    </>
  );
}

function LeftOut({ message, skipped }: PartlyInvited) {
  return (
    <div className="mb-6">
      <Alert kind="warning" title={message}>
        <p>Not invited:</p>
        <ul className="break-words">
          {skipped.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Alert>
    </div>
  );
}
