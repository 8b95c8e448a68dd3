/** Always on. Only the isolation suite replaces this module: nothing may leak with any one layer off. */
export const layers: Readonly<{ door: boolean; filter: boolean }> = Object.freeze({
  door: true,
  filter: true,
});
