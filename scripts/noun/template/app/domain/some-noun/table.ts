import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/entity-columns.ts";

export const someNouns = defineEntity({
  name: "SomeNoun",
  tableName: "some_nouns",
  schema: "tenant",
  properties: {
    ...owned,
    ...authored,
    name: p.string(),
    description: p.text().default(""),
  },
});

/** What people write. */
export interface SomeNounText {
  name: string;
  description: string;
}

/** These columns alone, whatever else the object has. */
export function someNounText({ name, description }: SomeNounText): SomeNounText {
  return { name, description };
}

export class SomeNoun extends someNouns.class {
  rewrite(text: SomeNounText, by: string): void {
    Object.assign(this, someNounText(text), { updatedBy: by });
  }
}
someNouns.setClass(SomeNoun);
