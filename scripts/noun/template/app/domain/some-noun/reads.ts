import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { tenantQuery } from "#app/domain/query.ts";
import type { TenantReader } from "#db/transaction.ts";

export const someNounPageRows = 20;

/** Rows are counted no further: beyond it a number says nothing, and counting costs. */
const countedSomeNouns = 10_000;

/** Index: some_nouns_newest. */
const pageOfSomeNouns = tenantQuery((db, { page }: { page: number }) =>
  db
    .with("counted", (within) =>
      within
        .selectFrom(within.selectFrom("some_nouns").select("id").limit(countedSomeNouns).as("counting"))
        .select(countAll.as("total")),
    )
    .selectFrom("some_nouns")
    .select([totalCounted, "id", "name", "updated_at as updatedAt"])
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(someNounPageRows)
    .offset(pageOffset(page, someNounPageRows)),
);

/** Newest first. @param page counted from 1. */
export async function someNounPage(tx: TenantReader, page: number) {
  return listPage(await pageOfSomeNouns(tx, { page }));
}

/** Index: some_nouns_pkey. */
export const someNounById = tenantQuery((db, { id }: { id: string }) =>
  db
    .selectFrom("some_nouns")
    .select(["name", "description", "created_by as createdBy", "created_at as createdAt", "version"])
    .where("id", "=", id),
);
export type SomeNounFacts = NonNullable<Awaited<ReturnType<typeof someNounById.first>>>;
