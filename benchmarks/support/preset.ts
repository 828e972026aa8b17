import { type PresetName, presetNames } from "../../simulator";

/** The preset that `--preset` names. */
export function presetOf(value: string): PresetName {
  const preset = presetNames.find((name) => name === value);
  if (!preset) throw new Error(`--preset is "${value}", and must be ${presetNames.join(" or ")}`);
  return preset;
}
