import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/owned.ts";

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

export interface SomeNounText {
  name: string;
  description: string;
}

export class SomeNoun extends someNouns.class {
  rewrite({ name, description }: SomeNounText, by: string): void {
    Object.assign(this, { name, description, updatedBy: by });
  }
}
someNouns.setClass(SomeNoun);
