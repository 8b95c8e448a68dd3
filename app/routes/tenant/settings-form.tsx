import type { EditAnswer } from "#app/routes/answer.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { VersionField } from "#app/ui/form-beginning.tsx";
import { HuePicker } from "#app/ui/hue-picker.tsx";
import { type Post, PostForm } from "#app/ui/post-form.tsx";
import { StaleAlert } from "./stale-alert.tsx";

interface SettingsFormProps {
  settings: { name: string; slug: string; hue: number; version: number };
  formerSlugs: string[];
  host: string;
  mayRename: boolean;
  post: Post<EditAnswer<{ name: string; slug: string; version: number }> | undefined>;
}

export function SettingsForm({ settings, formerSlugs, host, mayRename, post }: SettingsFormProps) {
  const { answer } = post;
  const current = answer?.current;
  const { name = settings.name, slug = settings.slug, hue = settings.hue } = answer?.values ?? {};
  return (
    <PostForm post={post} className="card card-body grid max-w-[36rem] gap-6">
      {current ? (
        <StaleAlert
          noun="workspace"
          current={{ Name: current.name, ...(mayRename && { Address: current.slug }) }}
          typed={{ Name: name, Address: slug }}
        />
      ) : null}
      <VersionField version={current?.version ?? settings.version} />
      <input type="hidden" name="slugBefore" value={current?.slug ?? settings.slug} />
      <TextField
        label="Name"
        name="name"
        defaultValue={name}
        error={answer?.errors.name}
        maxLength={100}
        autoComplete="organization"
        required
        dir="auto"
      />
      <SlugField
        slug={slug}
        host={host}
        formerSlugs={formerSlugs}
        error={answer?.errors.slug}
        readOnly={!mayRename}
      />
      <HuePicker defaultHue={Number(hue)} />
      <div>
        <SubmitButton>Save settings</SubmitButton>
      </div>
    </PostForm>
  );
}

interface SlugFieldProps {
  slug: string;
  host: string;
  formerSlugs: readonly string[];
  error: string[] | undefined;
  /** For members who may not change it: nothing is sent then. */
  readOnly: boolean;
}

function SlugField({ slug, host, formerSlugs, error, readOnly }: SlugFieldProps) {
  return (
    <div className="field">
      {readOnly ? (
        <>
          <span className="field-label">Address</span>
          <p className="[overflow-wrap:anywhere]">
            <span className="text-muted">{host}/</span>
            {slug}
          </p>
          <p className="field-note">Only an owner can change it.</p>
        </>
      ) : (
        <TextField
          label="Address"
          name="slug"
          prefix={`${host}/`}
          defaultValue={slug}
          error={error}
          help="Small letters, digits and hyphens. After a change, links to the old address keep working."
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      )}
      {formerSlugs.length > 0 ? (
        <p className="field-note">{`Also found at: ${formerSlugs.map((former) => `/${former}`).join(", ")}`}</p>
      ) : null}
    </div>
  );
}
