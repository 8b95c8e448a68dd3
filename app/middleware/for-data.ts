/** Whether the router in the browser asks, and makes a page of the answer, rather than the browser itself. */
export function isForData(request: Request): boolean {
  return new URL(request.url).pathname.endsWith(".data");
}
