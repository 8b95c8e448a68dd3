import type { User } from "#app/context.ts";
import type { SeenInvitation } from "#app/domain/invitation/link.ts";

interface Viewer {
  user: User | null;
  /** Whether the email of their account is verified. */
  isVerified: boolean;
  /** Mail is set up, so that emails can be verified at all. */
  canVerify: boolean;
}

/** What a viewer has to do next for an open invitation. */
type Step = "accept" | "sign-in" | "change-account" | "verify-email";

/** What the page shows of an invitation: no more than its link proves. */
export function presentSeen(seen: SeenInvitation, viewer: Viewer) {
  const { email, role, inviterName, tenantName, tenantSlug, isAcceptedByViewer, hasAccount } = seen;
  return {
    step: stepFor(seen, viewer),
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

export type ViewedInvitation = ReturnType<typeof presentSeen>;

function stepFor({ email, isMailed }: SeenInvitation, { user, isVerified, canVerify }: Viewer): Step {
  if (!user) return "sign-in";
  if (user.email !== email) return "change-account";
  return isMailed || isVerified || !canVerify ? "accept" : "verify-email";
}
