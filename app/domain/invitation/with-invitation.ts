/** An address that carries along the token of an invitation, to which somebody goes on once theirs is proved. */
export function withInvitation(address: string, token: string | undefined): string {
  return token === undefined ? address : `${address}?${new URLSearchParams({ invitation: token })}`;
}
