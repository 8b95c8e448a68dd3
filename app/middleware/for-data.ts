/** True if the router in the browser asks for data; false if the browser asks for a page. */
export function isForData(request: Request): boolean {
  return new URL(request.url).pathname.endsWith(".data");
}
