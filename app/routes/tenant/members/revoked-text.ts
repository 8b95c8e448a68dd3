/** `3 invitations`: those that a member sent and that no one has accepted yet. */
function invitations(count: number): string {
  return count === 1 ? "1 invitation" : `${count.toLocaleString("en")} invitations`;
}

/** Says beforehand what is revoked with the right to invite, to be added to other sentences; nothing if there is nothing. */
export function revokesText(sent: number, sender: "they" | "you"): string {
  if (sent === 0) return "";
  return ` ${invitations(sent)} that ${sender} sent and nobody has accepted yet ${sent === 1 ? "is" : "are"} taken back.`;
}

/** Says afterwards what was revoked with it. */
export function revokedText(count: number): string {
  if (count === 0) return "";
  return ` ${invitations(count)} ${count === 1 ? "was" : "were"} taken back with it.`;
}
