/** The fields that people write text into, and what forms call them. */
const labels: Readonly<Record<string, string>> = {
  title: "Title",
  name: "Name",
  description: "Description",
  body: "Comment",
  email: "Email addresses",
};

export interface TypedText {
  label: string;
  text: string;
}

/** What would be lost with the form, to be copied from a page that says why it was refused. */
export function typedText(fields: FormData | null | undefined): TypedText[] {
  return [...(fields ?? [])].flatMap(([name, text]) => {
    const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
    return label !== undefined && typeof text === "string" && text.trim() !== "" ? [{ label, text }] : [];
  });
}
