import { type PresetName, presetNames } from "../../simulator";

/** The preset that `--preset` names. */
export function presetOf(value: string): PresetName {
  const preset = presetNames.find((name) => name === value);
  if (!preset) throw new Error(`--preset is "${value}", and must be ${presetNames.join(" or ")}`);
  return preset;
}

/** The option that names the preset again, with a space before it; none for the usual one. */
export const presetOption = (preset: PresetName): string =>
  preset === "quick" ? "" : ` --preset ${preset}`;
