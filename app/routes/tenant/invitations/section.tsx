import { href } from "react-router";
import { VerifyFirst } from "#app/routes/account/verification-mail.tsx";
import type { FormAnswer } from "#app/routes/form.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
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
  answer: FormAnswer | { partly: PartlyInvited } | undefined;
  now: number;
}

export function InvitationSection({ tenant, invitations, answer, now }: InvitationSectionProps) {
  const { rows, pages, newestId, mayManage, roles, canMail, unverified } = invitations;
  const isPartly = answer !== undefined && "partly" in answer;
  return (
    <>
      <div role="status">{isPartly ? <LeftOut {...answer.partly} /> : null}</div>
      {unverified ? (
        <div className="mb-8">
          <VerifyFirst email={unverified} />
        </div>
      ) : null}
      {mayManage && !unverified ? (
        // Keyed, so that it is empty again once others are invited.
        <InviteForm key={newestId} roles={roles} canMail={canMail} answer={isPartly ? undefined : answer} />
      ) : null}
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
