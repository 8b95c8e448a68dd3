import { createHash } from "node:crypto";
import type { Database } from "#db/database.ts";
import type { ControlEntry, Entry, TenantReader } from "#db/transaction.ts";

/** In place of db/transaction.ts: the same prepared statements, on a pool without row-level security. */
const names = new Map<string, string>();

function plain({ opsPool }: Database, tenantId: string, userId: string): TenantReader {
  return {
    tenantId,
    userId,
    async rows<R>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      const name = names.get(text) ?? createHash("sha1").update(text).digest("base64url");
      names.set(text, name);
      return (await opsPool.query({ name, text, values: [...values] })).rows as R[];
    },
  };
}

export function readTenant<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return fn(plain(entry.database, entry.tenant.id, entry.user.id));
}

export function readTenantInTurn<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return readTenant(entry, fn);
}

export function readControl<T>(entry: ControlEntry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return fn(plain(entry.database, "", entry.user?.id ?? ""));
}

export function writeTenant<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return readTenant(entry, fn);
}

export function writeControl<T>(entry: ControlEntry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return readControl(entry, fn);
}

/** The application imports these, and no page that is compared calls them. */
export { isNotEntered, readDoor, writeDoor } from "../../db/transaction.ts";
