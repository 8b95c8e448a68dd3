/** RFC 4180. Formulas get an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join()}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const plain = value.replace(cellInside, (found, sign) => (sign ? defused(found) : found));
  return `"${(isFormula(value) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}

/** Some spreadsheets take full-width signs for the plain ones. */
const isFormula = (text: string) => /^[=+\-@\t\r\n＝＋－＠]/.test(text);

/**
 * To readers that separate by `;` or tab, most quotes are text, and a cell can begin in the middle of ours: what
 * separates, and the sign of a formula if one follows. It takes whole runs, so that its work grows with the length.
 */
const cellInside = /[;\t\r\n][;"\s]*([=+\-@＝＋－＠])?/g;

/** Every cell that begins in it. */
function defused(found: string): string {
  return found.replace(/[;\t\r\n]/g, "$&'");
}
