import type { ResourceDefinition } from "./define";
import { dropletAction } from "./dropletAction";
import { dropletBackups } from "./dropletBackups";
import { dropletIpv6 } from "./dropletIpv6";
import { dropletKernel } from "./dropletKernel";
import { dropletPasswordReset } from "./dropletPasswordReset";
import { dropletPowerState } from "./dropletPowerState";
import { dropletReboot } from "./dropletReboot";
import { dropletRebuild } from "./dropletRebuild";
import { dropletRename } from "./dropletRename";
import { dropletResize } from "./dropletResize";
import { dropletRestore } from "./dropletRestore";
import { dropletSnapshot } from "./dropletSnapshot";
import { dropletTagAction } from "./dropletTagAction";

/** All resources, in alphabetical order. Schema, classes and docs are printed from this list. */
export const resources: readonly ResourceDefinition[] = [
  dropletAction,
  dropletBackups,
  dropletIpv6,
  dropletKernel,
  dropletPasswordReset,
  dropletPowerState,
  dropletReboot,
  dropletRebuild,
  dropletRename,
  dropletResize,
  dropletRestore,
  dropletSnapshot,
  dropletTagAction,
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
