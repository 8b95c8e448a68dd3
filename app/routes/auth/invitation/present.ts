import type { User } from "#app/context.ts";
import type { SeenInvitation } from "#app/domain/invitation/link.ts";

interface Viewer {
  user: User | null;
  isVerified: boolean;
  /** Whether mail is set up; without it no email can be verified. */
  canVerify: boolean;
}

type Step = "accept" | "sign-in" | "ask-for-mail" | "change-account" | "verify-email";

/** The page shows no more of an invitation than its link proves. */
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
  if (!user) return isMailed || !canVerify ? "sign-in" : "ask-for-mail";
  if (user.email !== email) return "change-account";
  return isMailed || isVerified || !canVerify ? "accept" : "verify-email";
}
