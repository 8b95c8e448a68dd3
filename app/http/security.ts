import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Config } from "#app/base/config.ts";
import { factsOf } from "./locals.ts";

const nonceMark = "NONCE";

/** helmet runs once, at start; a request gets only its nonce. Responses that aren't documents run nothing. */
export function securityHeaders(config: Pick<Config, "appUrl" | "production">): RequestHandler {
  const { "Content-Security-Policy": policy = "", ...fixed } = helmetHeaders(config);
  const headers = Object.entries(fixed);
  const [before = "", after = ""] = policy.split(nonceMark);
  return function securityHeaders(req, res, next) {
    for (const [name, value] of headers) res.setHeader(name, value);
    if (isDocument(req.path)) {
      const facts = factsOf(res);
      facts.nonce = randomBytes(16).toString("base64");
      res.setHeader("Content-Security-Policy", before + facts.nonce + after);
    } else {
      res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
    next();
  };
}

function isDocument(path: string): boolean {
  return !path.startsWith("/assets/") && !path.endsWith(".data");
}

function helmetHeaders({
  appUrl,
  production,
}: Pick<Config, "appUrl" | "production">): Record<string, string> {
  const isHttps = appUrl.startsWith("https:");
  const written: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      written[name] = value;
    },
    removeHeader: () => {},
  };
  const middleware = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "script-src": ["'self'", `'nonce-${nonceMark}'`],
        "script-src-attr": ["'none'"],
        // Attributes may hold styles (positions, hues); styles can't run anything.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "connect-src": production ? ["'self'"] : ["'self'", "ws:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        ...(isHttps && { "upgrade-insecure-requests": [] }),
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    // URLs can hold tokens (password resets do), so other sites don't get them.
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    // Only for browsers and plug-ins that are gone.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => {});
  return { ...written, "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()" };
}
