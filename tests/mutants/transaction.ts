import type { Area } from "./mutant.ts";

export const transaction: Area = {
  tests: ["sharing.test", "driver.test", "integration/transaction.test"],
  mutants: [
    {
      what: "a page may write",
      find: `mode === "read" ? "begin read only" : "begin"`,
      replace: `"begin"`,
    },
    {
      what: "a GET writes where it asks for a transaction that may",
      find: `if (mode === "write" && entry.readOnly) throw new Error("A GET or HEAD must not write");`,
      replace: ``,
      tests: ["integration/tenants-inside.test"],
    },
    {
      what: "the tenant stays on the pooled connection",
      find: "begin_entry.tenant_id, true)",
      replace: "begin_entry.tenant_id, false)",
    },
    {
      what: "a transaction of a user who doesn't belong to the tenant opens",
      find: `if begin_entry.tenant_id <> '' and control.entered_tenant() is null then`,
      replace: `if false then`,
      tests: ["isolation/tables.test"],
    },
    {
      what: "outside tenants, a transaction opens whose session has ended",
      find: `if begin_entry.tenant_id = '' and acting <> '' and`,
      replace: `if false and`,
    },
    {
      what: "the ORM writes values into a statement's text",
      find: `driver: OrmDriver,`,
      replace: ``,
      tests: ["integration/work-statements.test"],
    },
    {
      what: "a day is the midnight of the machine's time zone",
      find: `type === types.builtins.DATE ?`,
      replace: `type === 0 ?`,
      tests: ["integration/work-tasks.test"],
    },
    {
      what: "which request wrote, and from where, is not told to the audit log",
      find: `request?.id ?? "", request?.ipAddress ?? ""`,
      replace: `"", ""`,
      tests: ["integration/audit.test"],
    },
    {
      what: "two that write share a transaction",
      find: `export async function writeTenant<T>(entry: Entry, fn: (tx: TenantWriter) => Promise<T>): Promise<T> { return finish(entry, await begin(entry, "write"), fn);`,
      replace: `const joinWrite = shared((entry: Entry) => begin(entry, "write")); export async function writeTenant<T>(entry: Entry, fn: (tx: TenantWriter) => Promise<T>): Promise<T> { return finish(entry, await joinWrite(entry), fn);`,
    },
    {
      what: "loaders of one request hold a connection each",
      find: `return finish(entry, await joinRead(entry), fn);`,
      replace: `return finish(entry, await begin(entry, "read"), fn);`,
    },
    {
      what: "what failed is committed",
      find: `catch (error) { await end("rollback"); throw error; } await end("commit");`,
      replace: `catch (error) { await end("commit"); throw error; } await end("commit");`,
    },
    {
      what: "who was signed out in the middle is told that a policy refused",
      find: `if (isRefused(error)) await proveEntry(entry);`,
      replace: ``,
    },
    {
      what: "what the ORM was told is not written",
      find: `if (outcome === "commit") await tx.flush();`,
      replace: ``,
      tests: ["integration/work-projects.test", "integration/transaction.test"],
    },
    {
      what: "the ORM's filter has no tenant",
      tests: ["isolation/tables.test"],
      find: `if (this.tenantId) this.#em.setFilterParams("tenant", { tenantId: this.tenantId });`,
      replace: ``,
    },
    {
      what: "who goes on past a failed statement is told that all is well",
      find: `if (sql === "commit" && command === "ROLLBACK")`,
      replace: `if (false as boolean)`,
    },
    {
      what: "a row that is out of reach is said to be deleted",
      find: `if (named && result.affectedRows < named.length)`,
      replace: `if (false as boolean)`,
      tests: ["work-statements.test"],
    },
    {
      what: "who goes on without an entry is told that a statement failed",
      find: `this.#failure = errorOf ? errorOf(error) : error; throw this.#failure;`,
      replace: `throw errorOf ? errorOf(error) : error;`,
    },
    {
      what: "a flush writes objects of another tenant",
      find: `subscribers: [flushFilter],`,
      replace: ``,
      tests: ["work-statements.test", "isolation/tables.test"],
    },
    {
      what: "the ORM's filter lets every tenant through",
      find: `(layers.filter ? { tenantKey: tenantId } : {})`,
      replace: `({})`,
      tests: ["isolation/tables.test", "isolation/routes.test"],
    },
    {
      what: "a statement that comes too late runs in another tenant's transaction",
      find: `if (this.#isOver) throw new Error("The transaction is over: await everything inside readTenant() or writeTenant()");`,
      replace: ``,
    },
    {
      what: "a connection that couldn't end its transaction goes back into the pool",
      find: `this.release(error as Error);`,
      replace: `this.release();`,
    },
    {
      what: "a statement says that the transaction failed, and not why",
      find: `(this.#failure ?? error)`,
      replace: `error`,
      tests: ["integration/transaction.test"],
    },
    {
      what: "a connection that was lost keeps its place in the pool",
      find: `this.#loss ??= new Error("The database ended the connection", { cause: error }); this.release(this.#loss);`,
      replace: `this.#loss ??= new Error("The database ended the connection", { cause: error });`,
    },
    {
      what: "what is shared ends with the first that is done",
      find: `if (--mine.users > 0) return;`,
      replace: `mine.users--;`,
    },
    {
      what: "what is shared is committed though one of them failed",
      find: `if (how === "rollback") mine.how = how;`,
      replace: ``,
    },
    {
      what: "what is shared is opened while the one before still ends",
      find: `mine.ending = end(mine.how).finally(forget);`,
      replace: `forget(); mine.ending = end(mine.how);`,
    },
    {
      what: "what couldn't be opened is kept for those who come later",
      find: `forget(); throw error;`,
      replace: `throw error;`,
    },
    {
      what: "generated SQL fills the server's memory with names",
      find: `if (names.size >= maximumNames) return undefined;`,
      replace: ``,
    },
  ],
};
