import { createContext } from "react";

/** The id of the account that the page shows. Forms carry it, so that nothing is done with another account. */
export const AccountContext = createContext<string | null>(null);
