import { data } from "react-router";
import type { Reason } from "#app/ui/error-text.ts";

/** The few expected answers that a loader or an action throws. Anything else thrown is a bug. */

/** It doesn't exist, or the user may not know that it does: one answer for both. */
export const notFoundResponse = () => data(null, { status: 404 });

/** No form of ours sends this. */
export const badRequestResponse = () => data(null, { status: 400 });

export const forbiddenResponse = () => data(null, { status: 403 });

/** Nobody may change what is in it, whatever their role (app/ui/error-text.ts). */
export const archivedResponse = () => data("archived" satisfies Reason, { status: 403 });
