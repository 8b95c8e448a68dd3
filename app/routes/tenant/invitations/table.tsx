import { href } from "react-router";
import { Badge, Tag } from "#app/ui/badge.tsx";
import { Menu } from "#app/ui/menu.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { CopyLink } from "./copy-link.tsx";
import type { ShownInvitation } from "./present.ts";

interface InvitationTableProps {
  tenant: string;
  invitations: readonly ShownInvitation[];
  mayManage: boolean;
  now: number;
}

export function InvitationTable({ tenant, invitations, mayManage, now }: InvitationTableProps) {
  return (
    <Table
      label="Invitations"
      head={
        <>
          <th scope="col">Invited</th>
          <th scope="col">Role</th>
          {mayManage ? (
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          ) : null}
        </>
      }
    >
      {invitations.map((invitation) => (
        <tr key={invitation.id}>
          <td className="cell-main">
            <span className="rail-text">
              <Email tenant={tenant} invitation={invitation} mayManage={mayManage} />
              <span>
                <Expiry invitation={invitation} now={now} /> · by <bdi>{invitation.inviterName}</bdi>{" "}
                <RelativeTime at={invitation.sentAt} now={now} />
              </span>
            </span>
          </td>
          <td className="cell-quiet">
            <Tag>{invitation.role}</Tag>
          </td>
          {mayManage ? (
            <td className="cell-actions">
              <Actions tenant={tenant} invitation={invitation} />
            </td>
          ) : null}
        </tr>
      ))}
    </Table>
  );
}

interface RowProps {
  tenant: string;
  invitation: ShownInvitation;
}

function Email({ tenant, invitation: { id, email }, mayManage }: RowProps & { mayManage: boolean }) {
  if (!mayManage) return <span>{email}</span>;
  return (
    <a
      className="row-link"
      href={href("/:tenant/members/invitations/:invitationId", { tenant, invitationId: id })}
      title={email}
    >
      {email}
    </a>
  );
}

function Expiry({
  invitation: { isExpired, expiresAt },
  now,
}: Pick<RowProps, "invitation"> & { now: number }) {
  const when = <RelativeTime at={expiresAt} now={now} />;
  return isExpired ? (
    <Badge tone="warning">
      <span>Expired {when}</span>
    </Badge>
  ) : (
    <>Expires {when}</>
  );
}

function Actions({ tenant, invitation: { id, email, link } }: RowProps) {
  const params = { tenant, invitationId: id };
  const sending = usePost();
  const pendingHref = href("/:tenant/members/invitations/:invitationId/pending", params);
  const copyLink = (className: string) =>
    link ? (
      <CopyLink
        link={link}
        shownAt={href("/:tenant/members/invitations/:invitationId", params)}
        label={`Copy link for ${email}`}
        className={className}
      />
    ) : null;
  return (
    <span className="flex items-center justify-end gap-1">
      {copyLink("button button-secondary button-small max-sm:hidden")}
      <Menu label={`More for ${email}`}>
        {copyLink("menu-item sm:hidden")}
        <PostForm post={sending} action={pendingHref}>
          <button type="submit" name="pending" value="yes" className="menu-item">
            Send again
          </button>
        </PostForm>
        <a className="menu-item menu-item-danger" href={pendingHref}>
          Revoke…
        </a>
      </Menu>
    </span>
  );
}
