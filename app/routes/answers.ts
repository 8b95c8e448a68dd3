import { data } from "react-router";

/** The small set of expected outcomes a loader or an action throws. Anything else thrown is a bug. */

/** It doesn't exist, or not for this person: the same answer. */
export const notFound = () => data(null, { status: 404 });

/** What was sent can't be made sense of, and no form of ours sends it. */
export const badRequest = () => data(null, { status: 400 });

/** The person's role doesn't allow it. */
export const forbidden = () => data(null, { status: 403 });
