/**
 * The only statements that are SQL as a whole, and why. They write the tenant's condition themselves. Queries
 * that are built may have `sql` fragments, without an entry here: a test looks into those.
 */
export const handwritten = {
  "sessions seen":
    "Many sessions in one statement, from arrays, and rows that are locked are skipped: unnest() and a locking sub-select.",
  "sign-in noted": "A function of the database, which writes what the application's role may not.",
  switch: "A function that passes the wall: where the user went last may be another tenant.",
  door: "A function that passes the wall: it finds out which user asks.",
  "own tenant": "A function that passes the wall: only members may follow a former slug.",
  "found tenant": "A function that passes the wall: there is no tenant yet that could be entered.",
  "create tenant":
    "The slug, the tenant and its owner refer to each other, and all depend on the slug being free: one statement.",
  "restore own tenant": "A function that passes the wall: no one can enter a deleted tenant.",
  "due purges": "A function that passes the wall: the worker erases tenants and reads nothing of them.",
  "begin purge": "A function that passes the wall, and holds to the deletion and its time by itself.",
  "erase batch": "A function that passes the wall: it finds every table of a tenant in the catalog.",
  "end purge": "A function that passes the wall: it counts in every table whether anything is left.",
  "enqueued job": "A definer function: the queue belongs to the owner.",
  "locked holders": "Advisory locks, one for each of an array: functions in a from clause.",
  "unlocked holders": "Advisory locks: a function in a from clause.",
  "released jobs": "A function of graphile-worker, called for its effect.",
  "last attempt": "A function of the database, which alone names the queue's own tables.",
  "applied migrations": "The table belongs to db/migrate.ts and has no entity.",
  "database facts": "Settings and counters of PostgreSQL, from no table.",
  "server facts": "Settings of PostgreSQL, from no table.",
  "own role": "A catalog of PostgreSQL, which has no entity.",
  "invitation of a link":
    "A function that passes the wall: the holder of a link to an invitation may belong to no tenant yet.",
  "accepted invitation":
    "A function that passes the wall: the user it lets in has no membership yet that could.",
  "invitations mailed lately":
    "A function that passes the wall: requests write mails and don't read them, and mails of other tenants count as well.",
} as const satisfies Record<string, string>;
