import { type ReactNode, useEffect } from "react";
import {
  data,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunctionArgs,
  useRouteLoaderData,
} from "react-router";
import type { Route } from "./+types/root.ts";
import { access } from "./access.ts";
import stylesheet from "./app.css?url";
import { appOf, doorContext, formContext, requestContext } from "./context.ts";
import { faviconOf } from "./domain/tenant/hue.ts";
import { typedText } from "./http/typed-text.ts";
import { guard } from "./middleware/guard.ts";
import { keepPage } from "./middleware/keep-page.ts";
import { routePattern } from "./middleware/route-pattern.ts";
import { sentForm } from "./middleware/sent-form.ts";
import { uniformFailures } from "./middleware/uniform-failures.ts";
import { takeFlash } from "./routes/flash.ts";
import { failureOf } from "./routes/tenant/failure.ts";
import type { loader as tenantLoader } from "./routes/tenant/layout.tsx";
import { tenantLayoutId } from "./routes/tenant/title.ts";
import { useTyped } from "./routes/use-typed.ts";
import { forgetAfterSignOut, forgetOldDrafts } from "./ui/drafts.ts";
import { ErrorPage, ErrorShell } from "./ui/error-page.tsx";
import { ProgressBar } from "./ui/progress-bar.tsx";
import { useShownPage } from "./ui/shown-page.ts";
import { Toaster } from "./ui/toast.tsx";

export const handle = access({ read: "public", write: "public" });

/** In this order: what the guard refuses gets its pattern in the log, and is made uniform too. */
export const middleware: Route.MiddlewareFunction[] = [routePattern, uniformFailures, sentForm, guard];

export const clientMiddleware: Route.ClientMiddlewareFunction[] = [keepPage];

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: stylesheet }];

export const meta: Route.MetaFunction = () => [{ title: "Rowhouse" }];

export function loader({ context, request }: Route.LoaderArgs) {
  const { theme, nonce } = context.get(requestContext);
  const { flash, headers } = takeFlash(request, appOf(context).config);
  const isSignedIn = context.get(doorContext).user !== null;
  // For a page of an error: what would be lost with the form, if there are no scripts.
  const typed = typedText(context.get(formContext)?.fields);
  return data({ theme, nonce, flash, typed, isSignedIn }, { headers });
}

/** Only a change that succeeds can bring another theme or a message. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return formMethod !== undefined && formMethod !== "GET" && defaultShouldRevalidate;
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const tenant = useRouteLoaderData<typeof tenantLoader>(tenantLayoutId)?.tenant;
  useShownPage();
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

export default function Root({ loaderData }: Route.ComponentProps) {
  useEffect(() => {
    forgetAfterSignOut(loaderData.isSignedIn);
    forgetOldDrafts(Date.now());
  }, [loaderData.isSignedIn]);
  return (
    <>
      <ProgressBar />
      <Outlet />
      <Toaster flash={loaderData.flash} />
    </>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <ErrorShell>
      <ErrorPage {...failureOf(error)} typed={useTyped()} />
    </ErrorShell>
  );
}
