/** What a piece of a page says, without its markup. */
export function plain(html: string): string {
  return html
    .replaceAll(/<!--.*?-->|<[^>]*>/g, "")
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
}

/** Where the link of a page with this text (a pattern) leads. */
export function linkOf(html: string, text: string): string | undefined {
  return new RegExp(`<a[^>]*href="([^"]*)"[^>]*>${text}</a>`).exec(html)?.[1]?.replaceAll("&amp;", "&");
}
