const byActor = "A function that passes the wall: it asks the role of the acting user by itself.";
const atDoor =
  "A function of rowhouse_door: accounts and sessions are reached by functions that take secrets, and by nothing else.";

/**
 * The only statements that are SQL as a whole, and why. They write the tenant's condition themselves. Queries
 * that are built may have `sql` fragments, without an entry here: a test looks into those.
 */
export const handwritten = {
  switch: "A function that passes the wall: where the user went last may be another tenant.",
  "sign-in": atDoor,
  "sign-up": atDoor,
  "password derivation": atDoor,
  "own password derivation": atDoor,
  "own password proved": atDoor,
  "own password changed": atDoor,
  "reset requested": atDoor,
  "other link mailed": atDoor,
  "owner of a reset": atDoor,
  "reset spent": atDoor,
  "verification mailed": atDoor,
  "own email change": atDoor,
  "email change asked for": atDoor,
  "email change called off": atDoor,
  "email link": atDoor,
  "email link followed": atDoor,
  "own sessions": atDoor,
  "own session ended": atDoor,
  "other sessions ended": atDoor,
  "sessions seen": atDoor,
  "own email verified": "A function of the database: the application's role may not read it of others.",
  "empty installation": "A function that passes the wall: it asks whether there is any account.",
  "first account claimed": "A function of the database, which creates the first account in the same way.",
  "account created": "A function of the database, which sign-up uses as well.",
  "accounts swept": "A function of the database: the worker sees no sessions and no links.",
  door: "A function that passes the wall: it finds out which user asks.",
  "own account renamed": atDoor,
  "own tenants": "A function that passes the wall: the tenants that a user belongs to, to lead to them.",
  "own deleted tenants": "A function that passes the wall: no one can enter a deleted tenant.",
  "own tenant's state": "A function that passes the wall: a job of a deleted tenant has to be told so.",
  "former slugs": "A function that passes the wall: the slugs of all tenants are in one index.",
  "slug given": "A function of the database, which an owner's change of the slug uses as well.",
  "slug taken": "A function that passes the wall: whether a slug is free depends on all tenants.",
  "own tenant": "A function that passes the wall: only members may follow a former slug.",
  "found tenant": "A function that passes the wall: there is no tenant yet that could be entered.",
  "create tenant":
    "The slug, the tenant and its owner refer to each other, and all depend on the slug being free: one statement.",
  "role changed": byActor,
  "membership ended": byActor,
  "tenant handed over": byActor,
  "own tenant deleted": byActor,
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
  "postponed job": "A function of the database, which alone names the queue's own tables.",
  "spent tickets": "A function of the database: no role that serves people sees tickets.",
  "applied migrations": "The table belongs to db/migrate.ts and has no entity.",
  "database facts": "Settings and counters of PostgreSQL, from no table.",
  "server facts": "Settings of PostgreSQL, from no table.",
  "own role": "A catalog of PostgreSQL, which has no entity.",
  "invitation of a link":
    "A function that passes the wall: the holder of a link to an invitation may belong to no tenant yet.",
  "accepted invitation":
    "A function that passes the wall: the user it lets in has no membership yet that could.",
  "tenant mail written":
    "A function that passes the wall: it looks up what the mail says, and to whom it may go.",
  "invitations mailed lately":
    "A function that passes the wall: requests write mails and don't read them, and mails of other tenants count as well.",
} as const satisfies Record<string, string>;
