import type { Area } from "./mutant.ts";

export const invitation: Area = {
  tests: ["integration/invitation", "mail-quota.test"],
  mutants: [
    {
      what: "a member invites who was demoted meanwhile",
      find: `if (grant.kind !== "done") return grant; if (mustVerifyFirst(site, isVerified)) return outcome.refused("unverified"); const others`,
      replace: `if (mustVerifyFirst(site, isVerified)) return outcome.refused("unverified"); const others`,
      tests: ["integration/invitations-demoted.test"],
    },
    {
      what: "a member sends again who was demoted meanwhile",
      find: `if (grant.kind !== "done") return grant; if (status !== "pending")`,
      replace: `if (status !== "pending")`,
      tests: ["integration/invitations-demoted.test"],
    },
    {
      what: "a member revokes who was demoted meanwhile",
      find: `if (grant.kind !== "done") return grant; if (status === "accepted")`,
      replace: `if (status === "accepted")`,
      tests: ["integration/invitations-demoted.test"],
    },
    {
      what: "the actor's role is read before the tenant's row is held",
      find: `await lockTenant(tx); const [grant, isVerified, standings] = await Promise.all([ mayGrant(tx, role), isEmailVerified(tx), standingsOf(tx, emails), ]);`,
      replace: `const [grant, isVerified, standings] = await Promise.all([ mayGrant(tx, role), isEmailVerified(tx), standingsOf(tx, emails), ]); await lockTenant(tx);`,
      tests: ["integration/invitations-demoted.test"],
    },
    {
      what: "invitations that were mailed don't count",
      find: `case template when 'invitation' then acting end) on conflict`,
      replace: `null) on conflict`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "invitations are sent again however many were mailed",
      find: `const tooMany = tooManySent(mailed, 1) ?? tooManyReceived(mailed, email);`,
      replace: `const tooMany = tooManyReceived(mailed, email);`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "other mails to a mailbox count as invitations",
      find: `where m.invited_by is not null and m.created_at > moment`,
      replace: `where m.created_at > moment`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "invitations count for longer than an hour",
      find: `m.created_at > moment - interval '1 hour' and ( m.tenant_id`,
      replace: `m.created_at > moment - interval '24 hours' and ( m.tenant_id`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "each member of a workspace mails as many invitations as all may together",
      find: `const senders = [mailed.filter(({ isOfTenant }) => isOfTenant), mailed.filter(({ isOfUser }) => isOfUser)];`,
      replace: `const senders = [mailed.filter(({ isOfUser }) => isOfUser)];`,
    },
    {
      what: "a user mails as many invitations as they may in each of their workspaces",
      find: `const senders = [mailed.filter(({ isOfTenant }) => isOfTenant), mailed.filter(({ isOfUser }) => isOfUser)];`,
      replace: `const senders = [mailed.filter(({ isOfTenant }) => isOfTenant)];`,
    },
    {
      what: "a mailbox is filled by many workspaces",
      find: `standings.get(email) ?? (tooManyReceived(mailed, email) ? "flooded" : undefined)`,
      replace: `standings.get(email)`,
    },
    {
      what: "a mailbox is filled by workspaces that invite at once",
      find: `perform pg_advisory_xact_lock(hashtext('rowhouse invitation mails'), key);`,
      replace: `null;`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "those who invite the same emails in another order wait for each other",
      find: `select distinct hashtext(name) from unnest(emails || inviter::text) name order by 1`,
      replace: `select hashtext(name) from unnest(emails || inviter::text) name`,
      tests: ["integration/invitation-quotas.test"],
    },
    {
      what: "many are invited into one seat",
      find: `limitReached(tx, "members", invited.length)`,
      replace: `limitReached(tx, "members")`,
    },
    {
      what: "an expired invitation is sent again into a seat that isn't there",
      find: `const reached = isExpired ? await limitReached(tx, "members") : null;`,
      replace: `const reached = isExpired ? null : null;`,
    },
    {
      what: "members invite whose email isn't verified",
      find: `if (mustVerifyFirst(site, isVerified)) return outcome.refused("unverified"); const others`,
      replace: `const others`,
      tests: ["integration/invitations-verified.test"],
    },
    {
      what: "one invitation is mailed as often as it is asked for",
      find: `if (sentSecondsAgo < resendPauseSeconds) return tooSoon`,
      replace: `if (sentSecondsAgo < 0) return tooSoon`,
    },
    {
      what: "a new mail takes the earlier one's link away",
      find: `(array[control.secret_hash(token)] || mailed_hashes)[:20]`,
      replace: `array[control.secret_hash(token)]`,
    },
    {
      what: "the member who sends again doesn't answer for it",
      find: `link_hash: linkHash, link_key_id: linkKeyId, invited_by: userId, sent_at: now,`,
      replace: `link_hash: linkHash, link_key_id: linkKeyId, sent_at: now,`,
    },
    {
      what: "every user who has the link gets in",
      find: `and acting.id = (select control.acting_user()) and acting.email = i.email`,
      replace: `and acting.id = (select control.acting_user())`,
    },
    {
      what: "an invitation outlives its sender's right to send it",
      find: `and inviter.user_id = i.invited_by and control.may_grant(inviter.role, i.role) returning`,
      replace: `and inviter.user_id = i.invited_by returning`,
    },
    {
      what: "the copied link lets in users whose email isn't verified",
      find: `and (link.is_mailed or acting.email_verified_at is not null or not verified_only)`,
      replace: ``,
    },
    {
      what: "the copied link verifies an email",
      find: `where accepted.mailed_hashes @> array[hash] and u.id = accepted.accepted_by and u.email = accepted.email`,
      replace: `where u.id = accepted.accepted_by and u.email = accepted.email`,
    },
    {
      what: "an invitation that ran out while its user waited is accepted",
      find: `and i.accepted_at is null and i.revoked_at is null and i.expires_at > clock_timestamp() and t.id`,
      replace: `and i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and t.id`,
    },
    {
      what: "a closed workspace is joined",
      find: `and t.id = i.tenant_id and t.status = 'active'`,
      replace: `and t.id = i.tenant_id`,
    },
    {
      what: "a link that was copied tells who has an account",
      find: `case when link.is_mailed then exists (select from control.users a where a.email = i.email) end`,
      replace: `exists (select from control.users a where a.email = i.email)`,
    },
    {
      what: "a workspace's address is told to those who are only invited",
      find: `case when viewer.user_id is not null and t.status <> 'deleted' then t.slug end`,
      replace: `t.slug`,
    },
    {
      what: "what a demoted member may answer for no more stays open",
      find: `const revoked = await revokeUngrantable(tx, { userId, role });`,
      replace: `const revoked = 0;`,
      tests: ["integration/invitations-withdrawn.test", "integration/roles-verbs.test"],
    },
    {
      what: "what a member sent who has left stays open",
      find: `const revoked = await revokeUngrantable(tx, { userId, role: null });`,
      replace: `const revoked = 0;`,
      tests: ["integration/invitations-withdrawn.test", "integration/roles-verbs.test"],
    },
    {
      what: "a member who was added can still be let in by their invitation",
      find: `await settleInvitation(tx, { userId });`,
      replace: ``,
      tests: ["integration/invitations-seats.test"],
    },
    {
      what: "an expired invitation keeps a seat for its user",
      find: `.where("u.id", "=", userId) .where(isPending) .where("expires_at", ">", now),`,
      replace: `.where("u.id", "=", userId) .where(isPending),`,
      tests: ["integration/invitations-seats.test"],
    },
    {
      what: "a copied link leads to a sign-up, which tells who has an account",
      find: `if (seen?.state !== "open" || mustProve) throw redirect(path);`,
      replace: `if (seen?.state !== "open") throw redirect(path);`,
      tests: ["integration/invitations-verified.test"],
    },
    {
      what: "a copied link fills a mailbox",
      find: `having count(*) = 5;`,
      replace: `having count(*) = 500;`,
      tests: ["integration/invitations-verified.test"],
    },
    {
      what: "two that ask at once for a mail to one mailbox are both counted as the last",
      find: `perform pg_advisory_xact_lock(hashtext('rowhouse invitation mails'), hashtext(seen.email));`,
      replace: ``,
      tests: ["integration/invitations-verified.test"],
    },
    {
      what: "a mailed link has itself mailed again",
      find: `if not found or seen.is_mailed then`,
      replace: `if not found then`,
      tests: ["integration/invitations-verified.test"],
    },
    {
      what: "a user who is signed in accepts by asking for a mail",
      find: `if (user) return wantsMail ? redirect(here) : accept`,
      replace: `if (user) return accept`,
      tests: ["integration/invitations-verified.test"],
    },
  ],
};
