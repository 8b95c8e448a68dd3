import type { Client, Connection, Submittable } from "pg";

export interface DescribedColumn {
  name: string;
  dataTypeID: number;
  /** The table's oid and the column's number in it; 0 if it is computed. */
  tableID: number;
  columnID: number;
}

type Protocol = Connection & {
  parse(query: { text: string; name: string; types: number[] }): void;
  describe(what: { type: "S"; name: string }): void;
  sync(): void;
};

export function describeStatement(client: Client, text: string): Promise<DescribedColumn[]> {
  return new Promise((resolve, reject) => {
    let columns: DescribedColumn[] = [];
    const description = {
      submit(connection: Connection) {
        const protocol = connection as Protocol;
        protocol.parse({ text, name: "", types: [] });
        protocol.describe({ type: "S", name: "" });
        protocol.sync();
      },
      handleRowDescription(message: { fields: DescribedColumn[] }) {
        columns = message.fields;
      },
      /** The last call: pg forgets a query that fails. */
      handleError(error: Error) {
        reject(error);
      },
      handleReadyForQuery() {
        resolve(columns);
      },
    };
    client.query(description as unknown as Submittable);
  });
}
