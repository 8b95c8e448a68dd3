import { audit } from "./audit.ts";
import { database } from "./database.ts";
import { door } from "./door.ts";
import { floods } from "./floods.ts";
import { guard } from "./guard.ts";
import { invitation } from "./invitation.ts";
import { limits } from "./limits.ts";
import type { Area } from "./mutant.ts";
import { policies } from "./policies.ts";
import { share } from "./share.ts";
import { transaction } from "./transaction.ts";
import { wall } from "./wall.ts";

export const areas: Record<string, Area> = {
  ...{ door, guard, policies, transaction, limits, floods, share, invitation, audit, database, wall },
};
