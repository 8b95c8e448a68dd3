import { expect, test } from "vitest";
import { errorDocument } from "./error-document.tsx";

test.each<[status: number, wasSent: boolean, says: boolean]>([
  [503, true, true],
  [429, true, true],
  [503, false, false],
  [403, true, false],
])("the error page for a form that may be sent again says how: %i, %j", (status, wasSent, says) => {
  expect(errorDocument(status, { wasSent }).includes("To send again what you typed, reload this page.")).toBe(
    says,
  );
});
