import { hueNames } from "#app/domain/tenant/hue.ts";

export function HuePicker({ defaultHue }: { defaultHue: number }) {
  return (
    <fieldset className="field">
      <legend className="field-label">Door colour</legend>
      <div className="hue-picker">
        {hueNames.map((name, hue) => (
          <label key={name} data-door={hue} title={name}>
            <input
              type="radio"
              name="hue"
              value={hue}
              defaultChecked={hue === defaultHue}
              aria-label={name}
            />
          </label>
        ))}
      </div>
      <p className="field-note">Marks this workspace in its icon, its navigation and the switcher.</p>
    </fieldset>
  );
}
