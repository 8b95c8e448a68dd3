import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { appOf, userEntryOf, userOf } from "#app/context.ts";
import { browserName } from "#app/domain/session/browser-name.ts";
import { endOtherSessions, endOwnSession, liveSessions } from "#app/domain/session/session.ts";
import { forgottenSessionCookie } from "#app/http/session-cookie.ts";
import { requireDone } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Badge } from "#app/ui/badge.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readDoor, writeDoor } from "#db/transaction.ts";
import type { Route } from "./+types/sessions.ts";
import { endSessionSchema } from "./schema.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Sessions · Rowhouse" }];

export async function loader({ context }: Route.LoaderArgs) {
  const { sessionId } = userOf(context);
  const sessions = await readDoor(userEntryOf(context), liveSessions);
  return {
    now: Date.now(),
    sessions: sessions.map((session) => ({
      id: session.id,
      browser: browserName(session.userAgent),
      createdAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
      isThis: session.id === sessionId,
    })),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { sessionId } = userOf(context);
  const form = await readForm(request, context, endSessionSchema);
  if ("errors" in form) return refuse(form);
  const { end } = form.value;
  await writeDoor(userEntryOf(context), async (tx) => {
    if (end === "others") await endOtherSessions(tx);
    else requireDone(await endOwnSession(tx, end));
  });
  if (end !== sessionId) return redirect(href("/account/sessions"));
  const forgotten = forgottenSessionCookie(appOf(context).config);
  return redirect(href("/login"), { headers: { "Set-Cookie": forgotten } });
}

export default function Sessions({ loaderData }: Route.ComponentProps) {
  const { sessions, now } = loaderData;
  return (
    <Card title="Where you are signed in" action={sessions.length > 1 ? <EndOthers /> : null} flush>
      <ul className="list">
        {sessions.map((session) => (
          <li key={session.id}>
            <div className="min-w-0 flex-1">
              <p className="font-medium">
                {session.browser} {session.isThis ? <Badge tone="success">This one</Badge> : null}
              </p>
              <p className="text-sm text-muted">
                Last used <RelativeTime at={session.lastSeenAt} now={now} /> · signed in{" "}
                <RelativeTime at={session.createdAt} now={now} />
              </p>
            </div>
            {session.isThis ? null : <EndOne id={session.id} browser={session.browser} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function EndOne({ id, browser }: { id: string; browser: string }) {
  const post = usePost();
  return (
    <PostForm post={post}>
      <SubmitButton
        name="end"
        value={id}
        variant="secondary"
        size="small"
        aria-label={`End this: ${browser}`}
      >
        End this
      </SubmitButton>
    </PostForm>
  );
}

function EndOthers() {
  const post = usePost();
  return (
    <PostForm post={post}>
      <SubmitButton name="end" value="others" variant="secondary" size="small">
        End all others
      </SubmitButton>
    </PostForm>
  );
}
