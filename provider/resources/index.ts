import type { ResourceDefinition } from "./define";
import { dropletPowerState } from "./dropletPowerState";
import { dropletResize } from "./dropletResize";
import { dropletSnapshot } from "./dropletSnapshot";

/** All resources, in alphabetical order. Schema, classes and docs are printed from this list. */
export const resources: readonly ResourceDefinition[] = [
  dropletPowerState,
  dropletResize,
  dropletSnapshot,
];

export function resourceNamed(name: string): ResourceDefinition {
  const found = resources.find((definition) => definition.name === name);
  if (!found) {
    throw new Error(
      `${name} is not a resource of this version of pulumi-droplet-actions, which has ${resources.map((definition) => definition.name).join(", ")}. Install the version that the program was written for.`,
    );
  }
  return found;
}
