import type { ReactNode } from "react";
import { exactText } from "#app/base/time-text.ts";
import type { Closure, Deletion } from "#app/domain/tenant/closure.ts";

export function closureText(closure: Closure): { title: string; message: ReactNode; quote?: string } {
  if (closure.status === "deleted") {
    return { title: "This workspace was deleted", message: <DeletionText {...closure} /> };
  }
  const resting = "Nobody can work in it until it is resumed. Its owners can still reach billing.";
  return {
    title: "This workspace is suspended",
    message: closure.reason ? `${resting} The operator of this installation says why:` : resting,
    quote: closure.reason ?? undefined,
  };
}

function DeletionText({ at, by, until, isOver }: Deletion) {
  return (
    <>
      {by ? <bdi>{by}</bdi> : "The operator of this installation"} deleted it on {exactText(at)}.{" "}
      {isOver
        ? "The time in which it could be brought back is over: everything in it is being erased."
        : `Its owners can bring it back until ${exactText(until)}. Then everything in it is erased for good.`}
    </>
  );
}
