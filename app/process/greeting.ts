import type { Config } from "#app/base/config.ts";
import { isEmptyInstallation } from "#app/domain/account/account.ts";
import { urlAs } from "#db/roles.ts";
import { singleClient, writerOn } from "#db/single-client.ts";

export async function greeting(
  { appUrl }: Pick<Config, "appUrl">,
  database: { url: string; secret: string },
): Promise<string> {
  const client = singleClient({ connectionString: urlAs("rowhouse_app", database.url, database.secret) });
  await client.connect();
  try {
    const isEmpty = await isEmptyInstallation(writerOn(client));
    const first = `\nNobody has an account yet. Sign up at ${appUrl}/signup: the first account becomes the operator.`;
    return `Rowhouse is at ${appUrl}${isEmpty ? first : ""}`;
  } finally {
    await client.end();
  }
}
