import { expect as patient } from "@playwright/test";

/** They try again until they hold; a busy machine needs time. */
export const expect = patient.configure({ timeout: 15_000 });
