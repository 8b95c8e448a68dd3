/** A URL that carries along the token of an invitation, to which its user goes on once their email is verified. */
export function withInvitation(url: string, token: string | undefined): string {
  return token === undefined ? url : `${url}?${new URLSearchParams({ invitation: token })}`;
}
