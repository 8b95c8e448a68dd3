import type { User } from "#app/context.ts";
import type { SeenInvitation } from "#app/domain/invitation/link.ts";

interface Viewer {
  user: User | null;
  /** Whether the address of their account is verified. */
  isVerified: boolean;
  /** Mail is set up, so that addresses can be verified at all. */
  canVerify: boolean;
}

/** What stands between a viewer and an open invitation. */
export type Standing = "ready" | "signed-out" | "other-address" | "unverified";

/** What the page shows of an invitation: to whom it may concern, and no more than its link proves. */
export function presentSeen(seen: SeenInvitation, viewer: Viewer) {
  const { email, role, inviterName, tenantName, tenantSlug, isAcceptedByViewer, hasAccount } = seen;
  return {
    standing: standingOf(seen, viewer),
    email,
    role,
    inviterName,
    tenant: { name: tenantName, slug: tenantSlug },
    expiresAt: seen.expiresAt.toISOString(),
    isAcceptedByViewer,
    hasAccount,
    viewerEmail: viewer.user?.email ?? null,
  };
}

export type PresentedInvitation = ReturnType<typeof presentSeen>;

function standingOf({ email, isMailed }: SeenInvitation, { user, isVerified, canVerify }: Viewer): Standing {
  if (!user) return "signed-out";
  if (user.email !== email) return "other-address";
  return isMailed || isVerified || !canVerify ? "ready" : "unverified";
}
