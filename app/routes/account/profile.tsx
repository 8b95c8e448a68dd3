import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { userEntryOf, userOf } from "#app/context.ts";
import { renameOwnAccount } from "#app/domain/account/account.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextField } from "#app/ui/field.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { writeDoor } from "#db/transaction.ts";
import type { Route } from "./+types/profile.ts";
import { profileSchema } from "./schema.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Profile · Rowhouse" }];

export function loader({ request, context }: Route.LoaderArgs) {
  const { name, email } = userOf(context);
  return { name, email, isSaved: new URL(request.url).searchParams.has("saved") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await readForm(request, context, profileSchema);
  if ("errors" in form) return refuse(form);
  await writeDoor(userEntryOf(context), (tx) => renameOwnAccount(tx, { name: form.value.name }));
  return redirect(`${href("/account")}?saved`);
}

export default function Profile({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  return (
    <Card>
      <PostForm post={post} className="grid gap-4">
        {loaderData.isSaved && !answer ? <Alert kind="success">Saved.</Alert> : null}
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={100}
          defaultValue={answer?.values.name ?? loaderData.name}
          error={answer?.errors.name}
          dir="auto"
          required
        />
        <TextField
          label="Email address"
          name="email"
          type="email"
          value={loaderData.email}
          help={
            <>
              You sign in with it.{" "}
              <a className="link" href={href("/account/email")}>
                Change it
              </a>
            </>
          }
          readOnly
        />
        <div>
          <SubmitButton>Save profile</SubmitButton>
        </div>
      </PostForm>
    </Card>
  );
}
