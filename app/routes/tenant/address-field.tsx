import { TextField } from "#app/ui/field.tsx";

interface AddressFieldProps {
  slug: string;
  host: string;
  /** Where the workspace was found before, and still is. */
  formerSlugs: readonly string[];
  error: string[] | undefined;
  /** For those who may not change it. Nothing is sent then. */
  readOnly: boolean;
}

/** Where a workspace is found: a field for owners, words for others. */
export function AddressField({ slug, host, formerSlugs, error, readOnly }: AddressFieldProps) {
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
