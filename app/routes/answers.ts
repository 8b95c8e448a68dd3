import { data } from "react-router";

/** The few expected answers that a loader or an action throws. Anything else thrown is a bug. */

/** It doesn't exist, or not for this user: the same answer. */
export const notFound = () => data(null, { status: 404 });

/** What was sent makes no sense, and no form of ours sends it. */
export const badRequest = () => data(null, { status: 400 });

/** The user's role doesn't allow it. */
export const forbidden = () => data(null, { status: 403 });
