import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hueNames } from "#app/domain/tenant/hue.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const tokens = read("css/tokens.css");
const doors = read("css/doors.css");

/** [light, dark] */
function pair(css: string, name: string, selector = ":root"): [string, string] {
  const found = css
    .slice(css.indexOf(`${selector} {`))
    .match(new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`));
  if (!found?.[1] || !found[2]) throw new Error(`no --${name} under ${selector}`);
  return [found[1], found[2]];
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const themes = [
  ["light", 0],
  ["dark", 1],
] as const;

for (const [theme, index] of themes) {
  const token = (name: string) => pair(tokens, name)[index];

  test(`text can be read on every ${theme} background`, () => {
    for (const text of ["ink", "muted"]) {
      for (const ground of ["canvas", "surface", "sunken", "hover"]) {
        expect(contrast(token(text), token(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const tone of ["success", "warning", "danger"]) {
      for (const ground of ["canvas", "surface", `${tone}-soft`]) {
        expect(contrast(token(tone), token(ground)), `${tone} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast("#ffffff", token("danger-fill"))).toBeGreaterThanOrEqual(4.5);
  });

  test(`the edge of a field stands out in ${theme}`, () => {
    expect(contrast(token("control"), token("surface"))).toBeGreaterThanOrEqual(3);
  });

  test(`every door carries its letter and shows as a ring in ${theme}`, () => {
    const letter = pair(doors, "door-contrast")[index];
    const selectors = [":root", ...hueNames.map((_, hue) => `[data-door="${hue}"]`)];
    for (const selector of selectors) {
      const door = pair(doors, "door", selector)[index];
      expect(contrast(door, letter), `letter on ${selector}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(door, token("canvas")), `ring of ${selector}`).toBeGreaterThanOrEqual(3);
      expect(contrast(door, token("surface")), `ring of ${selector}`).toBeGreaterThanOrEqual(3);
    }
  });
}

test("each favicon wears its tenant's door", () => {
  hueNames.forEach((_, hue) => {
    const icon = read(`../../public/favicon/${hue}.svg`);
    for (const color of pair(doors, "door", `[data-door="${hue}"]`)) expect(icon).toContain(color);
  });
});
