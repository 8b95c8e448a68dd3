/**
 * A row of a CSV file (RFC 4180): every text quoted, lines ended by CRLF. A text that a spreadsheet would take for a
 * formula is defused by an apostrophe before it, as OWASP recommends
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join()}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return `"${(isFormula(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
}

/** Full-width signs count, too: some spreadsheets take them for the others. */
const isFormula = (text: string) => /^[=+\-@\t\r\n＝＋－＠]/.test(text);
