/** Stands in for db/layers.ts in this suite: the same layers, with a switch each. */
export const layers = { door: true, filter: true };
