import { RouterContextProvider } from "react-router";
import { expect, test } from "vitest";
import type { App } from "./app.ts";
import { appContext, type Door, doorContext, type RequestFacts, requestContext, turnOf } from "./context.ts";

test("who has gone when their turn comes is told to stop", async () => {
  const turn = Promise.withResolvers<void>();
  const gone = new AbortController();
  const context = new RouterContextProvider();
  context.set(appContext, { turns: { take: () => turn.promise } } as unknown as App);
  context.set(doorContext, { tenant: null } as Door);
  context.set(requestContext, { network: "192.0.2", signal: gone.signal } as RequestFacts);
  const waiting = turnOf(context);
  const reason = new Error("The client has gone");
  gone.abort(reason);
  turn.resolve();
  await expect(waiting).rejects.toBe(reason);
  await expect(turnOf(context)).rejects.toBe(reason);
});
