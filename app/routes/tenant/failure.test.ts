import { describe, expect, it } from "vitest";
import { type Closed, closedAnswer } from "#app/ui/error-text.ts";
import { failureOf } from "./failure.ts";

const tenant = { slug: "acme", name: "acme" };

describe("an error page", () => {
  it("shows nothing of the error's own text", () => {
    const failure = failureOf(new Error("column secret does not exist"), { tenant, role: "owner" });
    expect(failure.status).toBe(500);
    expect(JSON.stringify(failure)).not.toContain("secret");
  });

  it("has the id of the request that failed", () => {
    const failed = (data: unknown) =>
      failureOf({ status: 500, statusText: "", internal: false, data }, { tenant, role: "owner" });
    expect(failed("0198c1de-77aa")).toMatchObject({ requestId: "0198c1de-77aa" });
    for (const other of ["503", "<b>long enough", null])
      expect(failed(other)).toMatchObject({ requestId: undefined });
  });

  const refused = (status: number) =>
    failureOf({ status, statusText: "", internal: false, data: null }, { tenant, role: "member" });

  it("leads back into the workspace if only the page is out of reach", () => {
    for (const status of [400, 402, 403, 409, 500])
      expect(refused(status)).toMatchObject({
        onward: { href: "/acme", label: "Go to acme" },
        standsAlone: false,
      });
  });

  it("leads to no workspace that may be missing, or out of reach for now", () => {
    for (const status of [404, 429, 503]) expect(refused(status).onward).toBeUndefined();
    expect([refused(404).standsAlone, refused(503).standsAlone]).toEqual([true, false]);
  });

  it("leads out of a closed workspace to the place that the server names, or to the user's workspaces", () => {
    const shut = (closed: Closed) =>
      failureOf(
        { status: 403, statusText: "", internal: false, data: closedAnswer(closed) },
        { tenant, role: "owner" },
      );
    const closure = { status: "suspended", reason: "<b>The bill</b>" } as const;
    const onward = { href: "/acme/billing", label: "Go to billing" };
    expect(shut({ closure, onward })).toMatchObject({ quote: closure.reason, onward, standsAlone: true });
    expect(shut({ closure }).title).toBe("This workspace is suspended");
    expect(shut({ closure }).onward).toBeUndefined();
  });
});
