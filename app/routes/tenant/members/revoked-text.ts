function invitations(count: number): string {
  return count === 1 ? "1 invitation" : `${count.toLocaleString("en")} invitations`;
}

export function revokesText(sent: number, sender: "they" | "you"): string {
  if (sent === 0) return "";
  return ` ${invitations(sent)} that ${sender} sent and nobody has accepted yet ${sent === 1 ? "is" : "are"} taken back.`;
}

export function revokedText(count: number): string {
  if (count === 0) return "";
  return ` ${invitations(count)} ${count === 1 ? "was" : "were"} taken back with it.`;
}
