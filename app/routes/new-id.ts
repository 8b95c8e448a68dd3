import { z } from "zod";

/**
 * The id that a form brings for what it creates. Sent again, because it was pressed twice or its answer got lost, it
 * creates nothing more. What is no id counts as none.
 */
export const newId = z.uuid().optional().catch(undefined);
