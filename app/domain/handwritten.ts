/**
 * The statements that are written as SQL because a builder can't say them well, and why. They go through the same
 * transaction as every other, write the tenant's condition themselves, and a test prepares each against the database and
 * compares its columns. This is the only list of its kind.
 */
export const handwritten = {
  "sessions seen":
    "Many sessions in one statement, from arrays, and rows that are locked are skipped: unnest() and a locking sub-select.",
  "sign-in noted": "A function of the database, which writes what the application's role may not.",
} as const satisfies Record<string, string>;
