import type { ReactNode } from "react";
import {
  data,
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteLoaderData,
} from "react-router";
import type { Route } from "./+types/root.ts";
import stylesheet from "./app.css?url";
import { requestContext } from "./context.ts";
import { guard } from "./middleware/guard.ts";
import { routePattern } from "./middleware/route-pattern.ts";
import { uniformFailures } from "./middleware/uniform-failures.ts";
import { access } from "./policies/access.ts";
import type { loader as tenantLoader } from "./routes/tenant/layout.tsx";
import { tenantLayoutId } from "./routes/tenant/title.ts";
import { faviconOf } from "./ui/door-hue.ts";

export const handle = access({ read: "public", write: "public" });

/** In this order: what the guard refuses is named in the log and made uniform too. */
export const middleware: Route.MiddlewareFunction[] = [routePattern, uniformFailures, guard];

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: stylesheet }];

export const meta: Route.MetaFunction = () => [{ title: "Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  const { theme, nonce } = context.get(requestContext);
  return data({ theme, nonce });
}

/** Theme and nonce never change under a running page; a navigation needs no new answer. */
export function shouldRevalidate({ formAction }: { formAction?: string }) {
  return formAction === "/theme";
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const tenant = useRouteLoaderData<typeof tenantLoader>(tenantLayoutId)?.tenant;
  return (
    <html lang="en" data-theme={root?.theme ?? "system"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
        <link rel="icon" href={faviconOf(tenant)} type="image/svg+xml" />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={root?.nonce} />
        <Scripts nonce={root?.nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** The last resort: an error no route answered for. It says nothing of what went wrong inside. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  return (
    <main id="main">
      <h1>{status === 404 ? "Not found" : "Something went wrong"}</h1>
      <p>
        {status === 404
          ? "You don't have access to this, or it doesn't exist."
          : "This was our mistake. Try again."}
      </p>
      <a href="/">Go to your workspaces</a>
    </main>
  );
}
