import { createContext, use } from "react";

/** What a form that comes back from a draft began with. */
export interface Beginning {
  /** Of an edit: what others saved since is not replaced unseen. */
  version?: string | undefined;
  /** Of something new: sent twice, it is created once. */
  id?: string | undefined;
}

export const BeginningContext = createContext<Beginning>({});

/** The version that an edit begins with. */
export function VersionField({ version }: { version: number }) {
  const begun = use(BeginningContext);
  return <input type="hidden" name="version" value={begun.version ?? version} />;
}

/** The id for what the form creates (routes/new-id.ts). */
export function NewIdField({ id }: { id: string }) {
  const begun = use(BeginningContext);
  return <input type="hidden" name="id" value={begun.id ?? id} />;
}

/** Also where `crypto.randomUUID` isn't: without https, under another name than localhost. */
export function anotherId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = [...bytes].map((byte, at) => {
    if (at === 6) return ((byte & 0x0f) | 0x40).toString(16);
    return (at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, "0");
  });
  return digits.join("").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
