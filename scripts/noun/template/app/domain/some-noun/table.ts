import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "#db/owned.ts";

export const someNouns = defineEntity({
  name: "SomeNoun",
  tableName: "some_nouns",
  schema: "tenant",
  properties: {
    ...owned,
    name: p.string(),
    description: p.text().default(""),
    createdBy: p.uuid(),
    createdAt: p
      .datetime()
      .defaultRaw("now()")
      .onCreate(() => new Date()),
    updatedBy: p.uuid().nullable(),
    updatedAt: p
      .datetime()
      .defaultRaw("now()")
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
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
