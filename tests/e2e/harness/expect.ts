import { expect as patient } from "@playwright/test";

/** Playwright's assertions, which try again until they hold; given the time that a busy machine takes. */
export const expect = patient.configure({ timeout: 15_000 });
