/** The fields that people write text into, and what forms call them. */
const labels: Readonly<Record<string, string>> = {
  title: "Title",
  name: "Name",
  description: "Description",
  body: "Comment",
  email: "Email addresses",
};

/** Ten times what a field takes: to show a megabyte again takes the thread for 150 ms. */
export const mostShown = 100_000;

export interface TypedText {
  label: string;
  text: string;
}

/** What would be lost with the form, to be copied from a page that says why it was refused. */
export function typedText(fields: FormData | null | undefined): TypedText[] {
  return [...(fields ?? [])].flatMap(([name, text]) => {
    const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (label === undefined || typeof text !== "string" || text.trim() === "") return [];
    return [{ label, text: text.slice(0, mostShown) }];
  });
}
