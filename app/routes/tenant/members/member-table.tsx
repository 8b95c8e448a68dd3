import { href } from "react-router";
import { Avatar } from "#app/ui/avatar.tsx";
import { Tag } from "#app/ui/badge.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import type { presentMember } from "./present.ts";

interface MemberTableProps {
  tenant: string;
  members: readonly ReturnType<typeof presentMember>[];
  you: { id: string; mayLeave: boolean };
  now: number;
}

export function MemberTable({ tenant, members, you, now }: MemberTableProps) {
  const hasActions = you.mayLeave && members.some(({ id }) => id === you.id);
  return (
    <Table
      label="Members"
      head={
        <>
          <th scope="col">Name</th>
          <th scope="col" className="cell-wide">
            Member since
          </th>
          <th scope="col">Role</th>
          {hasActions ? (
            <th scope="col" className="max-sm:hidden">
              <span className="sr-only">Actions</span>
            </th>
          ) : null}
        </>
      }
    >
      {members.map(({ id, name, email, role, memberSince }) => (
        <tr key={id}>
          <td className="cell-main">
            <div className="flex items-center gap-3">
              <Avatar name={name} />
              <span className="rail-text">
                <a
                  className="row-link"
                  href={href("/:tenant/members/:userId", { tenant, userId: id })}
                  title={name}
                  dir="auto"
                >
                  {name}
                  {id === you.id ? <span className="text-muted"> (you)</span> : null}
                </a>
                <span>{email}</span>
              </span>
            </div>
          </td>
          <td className="cell-quiet cell-wide">
            <RelativeTime at={memberSince} now={now} />
          </td>
          <td className="cell-quiet">
            <Tag>{role}</Tag>
          </td>
          {hasActions ? (
            <td className="cell-actions max-sm:hidden">
              {id === you.id ? (
                <a
                  className="button button-ghost button-small"
                  href={href("/:tenant/members/leave", { tenant })}
                >
                  Leave
                </a>
              ) : null}
            </td>
          ) : null}
        </tr>
      ))}
    </Table>
  );
}
