/**
 * The statements that are written as SQL because a builder can't say them well, and why. They go through the same
 * transaction as every other, write the tenant's condition themselves, and a test prepares each against the database and
 * compares its columns. This is the only list of its kind.
 */
export const handwritten = {} as const satisfies Record<string, string>;
