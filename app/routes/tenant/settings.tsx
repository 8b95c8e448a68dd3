import { useRef } from "react";
import { data, Form, href } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { may } from "#app/policies/permissions.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { type FormAnswer, readForm, refuse } from "#app/routes/form.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { doorOf } from "#app/ui/door-hue.ts";
import { DoorPicker } from "#app/ui/door-picker.tsx";
import { TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { changeSettings, settingsOf, type TenantSettings } from "#db/control/tenant.ts";
import { withTenant } from "#db/tenant.ts";
import type { Route } from "./+types/settings.ts";
import { settingsSchema } from "./settings-schema.ts";
import { SettingsTabs } from "./settings-tabs.tsx";

export const handle = access({ read: "settings:write", write: "settings:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Settings", matches);

export function loader({ context }: Route.LoaderArgs) {
  const { tenant, role } = tenantDoorOf(context);
  const { id, slug, name, doorHue, version } = tenant;
  return {
    settings: { name, doorHue: doorOf({ id, doorHue }), version },
    slug,
    canSeeBilling: may(role, "billing:manage"),
  };
}

interface StaleAnswer extends FormAnswer {
  /** What the settings are since somebody else changed them. */
  current: TenantSettings;
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await readForm(request, settingsSchema);
  if ("errors" in form) return refuse(form);
  const { value, given } = form;
  const door = tenantDoorOf(context);
  const doorHue = value.doorHue ?? door.tenant.doorHue;
  const current = await withTenant(door, async (tx) =>
    (await changeSettings(tx, { ...value, doorHue })) ? null : settingsOf(tx),
  );
  if (!current) {
    return redirectDone(href("/:tenant/settings", { tenant: door.tenant.slug }), "The settings are saved.");
  }
  const stale: StaleAnswer = { ...refuse({ given, errors: {} }).data, current };
  return data(stale, { status: 409 });
}

export default function Settings({ loaderData, actionData }: Route.ComponentProps) {
  const { settings, slug, canSeeBilling } = loaderData;
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, actionData?.errors);
  const changedMeanwhile = (actionData as Partial<StaleAnswer> | undefined)?.current;
  const { name = settings.name, doorHue = settings.doorHue } = actionData?.values ?? {};
  return (
    <>
      <PageHeader title="Settings" context="What this workspace is called and how it looks." />
      <SettingsTabs slug={slug} canSeeBilling={canSeeBilling} />
      <Form
        // The fields hold what is being typed; other settings than those it began with need a new form.
        key={settings.version}
        method="post"
        ref={form}
        className="card card-body grid max-w-[36rem] gap-6"
        noValidate
      >
        {changedMeanwhile ? (
          <Alert kind="warning" title="Someone else changed these settings">
            The name is now “<span dir="auto">{changedMeanwhile.name}</span>”. What you typed is kept below;
            save again to replace theirs.
          </Alert>
        ) : null}
        <input type="hidden" name="version" value={changedMeanwhile?.version ?? settings.version} />
        <TextField
          label="Name"
          name="name"
          defaultValue={name}
          error={actionData?.errors.name}
          maxLength={100}
          autoComplete="organization"
          required
        />
        <DoorPicker defaultHue={Number(doorHue)} />
        <div>
          <SubmitButton>Save settings</SubmitButton>
        </div>
      </Form>
    </>
  );
}
