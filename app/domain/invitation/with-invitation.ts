/** The user goes on to the invitation once their email is verified. */
export function withInvitation(url: string, token: string | undefined): string {
  return token === undefined ? url : `${url}?${new URLSearchParams({ invitation: token })}`;
}
