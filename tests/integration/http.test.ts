import { globSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

/** Sends what `fetch` refuses to send. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: Buffer[] = [],
  agent?: Agent,
) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const { hostname, port } = new URL(app.origin);
    const length = headers["Transfer-Encoding"] ? {} : { "Content-Length": `${Buffer.concat(body).length}` };
    const sent = request(
      { hostname, port, method, path, agent, headers: { Origin: app.origin, ...length, ...headers } },
      (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      },
    );
    sent.on("error", reject);
    for (const chunk of body) sent.write(chunk);
    sent.end();
  });
}

describe("headers", () => {
  test("a page may run the scripts that carry its nonce and no others, and can't be framed", async () => {
    const { headers, text } = await app.visitor().get("/");
    const policy = headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeTruthy();
    expect(text).toContain(`nonce="${nonce}"`);
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toContain("unsafe-inline");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  test("every answer has a request id, and without a trusted proxy no client chooses it", async () => {
    for (const path of ["/", "/healthz", "/nobody-lives-here", "/assets/gone.js", "/%zz"]) {
      const { headers } = await app.visitor().get(path, { "X-Request-Id": "chosen-outside" });
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe("requests that make no sense", () => {
  test.each(["TRACE", "PROPFIND", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "%s is not possible",
    async (method) => {
      const { status, headers } = await raw(method, "/login");
      expect([status, headers.allow]).toEqual([405, "GET, HEAD, POST"]);
    },
  );

  test.each(["/%zz", "/acme/%E0%A4%A", "/%ED%A0%80", "/a%00b", "*"])(
    "the URL %s can't be understood",
    async (path) => {
      expect((await raw("GET", path)).status).toBe(400);
    },
  );

  test("a target of more than 8,000 characters is refused, and a long one is not brought back to", async () => {
    expect((await raw("GET", `/login?q=${"x".repeat(8_000)}`)).status).toBe(414);
    const { status, headers } = await raw("GET", `/acme/projects?q=${'"'.repeat(7_900)}`);
    expect([status, headers.location]).toEqual([302, "/login"]);
  });

  test.each(["http://elsewhere.test/login", "https://[::1/login", "http:///login"])(
    "%s is the path in it, and passes every step",
    async (target) => {
      const { status, headers } = await raw("GET", target);
      expect([status, headers["x-request-id"]]).toEqual([200, expect.any(String)]);
    },
  );

  test.each([
    "/__proto__",
    "/constructor",
    "//elsewhere.test/x",
    "/%2e%2e%2fetc%2fpasswd",
    "/acme/__proto__/x",
  ])("the URL %s is one like any other", async (path) => {
    expect([302, 404]).toContain((await raw("GET", path)).status);
  });

  test("a form made to break parsers is answered as any bad form", async () => {
    const type = "application/x-www-form-urlencoded";
    const body = [
      Buffer.from("__proto__=1&__proto__[a]=2&constructor=%ED%A0%80&email=%00&theme=%ff&password=\r"),
    ];
    for (const path of ["/login", "/signup", "/theme"]) {
      expect((await raw("POST", path, { "Content-Type": type }, body)).status).toBeLessThan(500);
    }
    const broken = { "Content-Type": "multipart/form-data; boundary=x" };
    expect((await raw("POST", "/login", broken, [Buffer.from("--x\r\nnonsense")])).status).toBeLessThan(500);
  });
});

describe("bodies", () => {
  const chunk = Buffer.alloc(64 * 1024, "a");
  const piece = Buffer.alloc(1024, "a");
  const type = { "Content-Type": "application/x-www-form-urlencoded" };

  test("one that announces more than 1 MiB is refused", async () => {
    expect((await raw("POST", "/login", type, Array(32).fill(chunk))).status).toBe(413);
  });

  test("one in chunks is refused", async () => {
    expect((await raw("POST", "/theme", { ...type, "Transfer-Encoding": "chunked" }, [chunk])).status).toBe(
      411,
    );
  });

  test.each([
    ["/", 405],
    ["/nobody-lives-here", 405],
  ])("one that %s doesn't read leaves its connection to the next request", async (path, status) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const used: unknown[] = [];
    agent.on("free", (socket) => used.push(socket));
    const sent = raw("POST", path, type, Array(12).fill(piece), agent);
    const next = raw("GET", "/healthz", {}, [], agent);
    expect((await sent).status).toBe(status);
    expect((await next).status).toBe(200);
    await vi.waitFor(() => expect(used).toHaveLength(2));
    expect(used[0]).toBe(used[1]);
    agent.destroy();
  });

  test("one of a type that no form sends is refused", async () => {
    expect(
      (await raw("POST", "/login", { "Content-Type": "application/xml" }, [Buffer.from("<a/>")])).status,
    ).toBe(415);
  });
});

describe("the same-origin proof", () => {
  test.each([
    ["no proof", {}, 403],
    ["a foreign origin", { Origin: "https://elsewhere.test" }, 403],
    ["an opaque origin", { Origin: "null" }, 403],
    ["a neighbour of the same site", { "Sec-Fetch-Site": "same-site" }, 403],
    ["the browser's word", { "Sec-Fetch-Site": "same-origin" }, 302],
  ])("is asked of every change: %s", async (_name, headers, expected) => {
    for (const path of ["/theme", "/switch"]) {
      const answer = await fetch(app.origin + path, {
        method: "POST",
        redirect: "manual",
        headers: headers as HeadersInit,
      });
      expect(answer.status).toBe(expected);
    }
  });
});

describe("a page that doesn't exist, or is foreign,", () => {
  test("gets the same answer everywhere, to the byte and the header", async () => {
    const ada = await createUser(app.db.admin);
    const bob = await createUser(app.db.admin);
    const own = await createTenant(app.db.admin, { owner: ada });
    const foreign = await createTenant(app.db.admin, { owner: bob });
    const id = "01990000-0000-7000-8000-000000000000";
    const visitor = app.visitor(ada.cookie);
    const perRequest = ["x-request-id", "date", "content-security-policy"];
    const answers = [];
    for (const path of [
      `/${foreign.slug}`,
      "/nobody-lives-here",
      `/${own.slug}/projects/${id}`,
      `/${own.slug}/nowhere`,
      "/No_Slug",
    ]) {
      const { status, headers, text } = await visitor.get(path);
      answers.push({ status, text, headers: [...headers].filter(([name]) => !perRequest.includes(name)) });
    }
    expect(answers[0]?.status).toBe(404);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

describe("health", () => {
  test("it lives and is ready, and being asked often costs the database one query", async () => {
    const visitor = app.visitor();
    expect((await visitor.get("/healthz")).status).toBe(200);
    expect((await visitor.get("/readyz")).status).toBe(200);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    await Promise.all(Array.from({ length: 50 }, () => visitor.get("/readyz")));
    expect(asked.mock.calls.length).toBeLessThanOrEqual(1);
  });
});

describe("a file of the build", () => {
  test.each([
    ["br, gzip", "br"],
    ["gzip, deflate", "gzip"],
    ["gzip;q=1, br;q=0", "gzip"],
    ["gzip, deflate, br, zstd", "br"],
    ["identity;q=0", null],
    ["*;q=0", null],
    ["deflate", null],
    ["", null],
  ])("that accepts %j is sent as the build compressed it: %s", async (accepted, encoding) => {
    const script = globSync("build/client/assets/entry.client-*.js")[0]?.slice("build/client".length) ?? "";
    const { headers, text } = await app.visitor().get(script, { "Accept-Encoding": accepted });
    expect(text).toBe(readFileSync(`build/client${script}`, "utf8"));
    expect(headers.get("content-encoding")).toBe(encoding);
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("vary")).toContain("Accept-Encoding");
    expect(headers.get("cache-control")).toContain("immutable");
  });

  test("that is a compressed one is no file of its own", async () => {
    const [file = ""] = globSync("build/client/assets/*.br");
    expect((await app.visitor().get(file.slice("build/client".length))).status).toBe(404);
  });

  test.each([
    ["a range beyond its end", { Range: "bytes=99999999-" }, 416],
    ["a condition that isn't met", { "If-Match": '"another"' }, 412],
  ])("asked for with %s is refused in a word", async (_name, headers, status) => {
    const answer = await app.visitor().get("/favicon/default.svg", headers as Record<string, string>);
    expect([answer.status, answer.text]).toEqual([status, `${status}`]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    if (status === 416) expect(answer.headers.get("content-range")).toMatch(/^bytes \*\/\d+$/);
  });

  test("costs no query", async () => {
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    await app.visitor().get("/favicon/default.svg");
    expect(asked).not.toHaveBeenCalled();
  });
});
