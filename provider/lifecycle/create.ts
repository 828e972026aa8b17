import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { change, type Changed } from "./change";

/** Runs the actions that the inputs call for, none if the Droplet already is as declared. */
export function create(
  definition: ResourceDefinition,
  call: Call,
  inputs: Outputs,
): Promise<Changed> {
  return change(definition, call, inputs, {});
}
