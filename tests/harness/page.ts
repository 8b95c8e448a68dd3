export function plain(html: string): string {
  return html
    .replaceAll(/<!--.*?-->|<[^>]*>/g, "")
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
}

export function linkOf(html: string, text: string): string | undefined {
  return new RegExp(`<a[^>]*href="([^"]*)"[^>]*>${text}</a>`).exec(html)?.[1]?.replaceAll("&amp;", "&");
}
