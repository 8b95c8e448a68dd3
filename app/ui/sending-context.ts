import { createContext } from "react";

/** What the form around is sending; undefined if it isn't. */
export const SendingContext = createContext<FormData | undefined>(undefined);
