import { href } from "react-router";
import { ConfirmFirst } from "#app/routes/account/confirm-first.tsx";
import type { FormAnswer } from "#app/routes/form.ts";
import { Pagination } from "#app/ui/pagination.tsx";
import { InviteForm } from "./form.tsx";
import type { LoadedInvitations } from "./loaded.ts";
import { InvitationTable } from "./table.tsx";

interface InvitationSectionProps {
  tenant: string;
  invitations: LoadedInvitations;
  answer: FormAnswer | undefined;
  now: number;
}

/** The form that invites, for those who may, and who is invited and hasn't come yet. */
export function InvitationSection({ tenant, invitations, answer, now }: InvitationSectionProps) {
  const { rows, pages, newestId, mayManage, roles, canMail, unverified } = invitations;
  return (
    <>
      {unverified ? (
        <div className="mb-8">
          <ConfirmFirst email={unverified} />
        </div>
      ) : null}
      {mayManage && !unverified ? (
        // Keyed, so that it is empty again once somebody is invited.
        <InviteForm key={newestId} roles={roles} canMail={canMail} answer={answer} />
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
