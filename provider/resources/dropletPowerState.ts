import { nothing, steps } from "../plan/plan";
import { isArchived, neitherOnNorOff, turnOn } from "../plan/power";
import { dropletId, powerOptions, status } from "./common";
import { defineResource } from "./define";
import { byDroplet, notThere } from "./importing";
import { optional, word } from "./fields";
import { healthcheck } from "./healthcheck";

export const dropletPowerState = defineResource({
  name: "DropletPowerState",
  summary: "Keeps a Droplet on or off.",
  details: `To turn a Droplet off, it asks the operating system to shut down (\`shutdown\`). It cuts the power (\`power_off\`) only if the Droplet is still on after \`shutdownTimeoutSeconds\`. A Droplet that is off is still billed.

\`pulumi refresh\` notices a Droplet that was turned on or off elsewhere, and the next \`pulumi up\` turns it back. Removing the resource leaves the Droplet as it is, unless \`stateOnDelete\` is set.

\`digitalocean.Droplet\` has no argument for power, so the two do not conflict. Order other resources on the same Droplet with \`dependsOn\`.`,
  example: { state: "off" },
  inputs: {
    dropletId: dropletId(
      "Another Droplet replaces this resource; the old Droplet is left as it is, unless `stateOnDelete` is set.",
    ),
    state: word(
      ["active", "off"],
      "The power that the Droplet should have: `active` (on) or `off`.",
    ),
    ...powerOptions(),
    stateOnDelete: optional(
      word(
        ["active", "off"],
        "The power to give the Droplet when this resource is removed or replaced, for example `off` for a clean shutdown before the Droplet itself is destroyed. Nothing is done when another DropletPowerState of the Droplet was created or updated in the same run.",
        { defaultText: "the Droplet is left as it is" },
      ),
    ),
    healthcheck: healthcheck(),
  },
  outputs: { status: status() },
  declaresState: true,

  plan: (inputs, { droplet }) => {
    if (isArchived(droplet)) return neitherOnNorOff(droplet);
    if (inputs.state === "off" && droplet.status === "active") {
      return steps({ do: "turn off", options: inputs, restoresPower: false });
    }
    return inputs.state === "active" && droplet.status === "off" ? steps(turnOn()) : nothing;
  },
  observe: ({ droplet }) => droplet && { status: droplet.status },
  drift: (_inputs, { droplet }) =>
    droplet.status === "active" || droplet.status === "off" ? { state: droplet.status } : {},

  withoutHealth: ({ state }) =>
    state === "off" ? 'state is "off", so that no server will answer' : undefined,
  replaced: ({ stateOnDelete, dropletId }) =>
    typeof stateOnDelete === "string"
      ? `Droplet ${String(dropletId)} is then brought to ${JSON.stringify(stateOnDelete)}, its stateOnDelete`
      : "",
  foresee: ({ state }) => ({ status: state }),
  imports: byDroplet((droplet) => {
    if (!isArchived(droplet)) return { state: droplet.status };
    const { reason, next } = neitherOnNorOff(droplet);
    throw notThere(droplet, `it ${reason}`, next);
  }),

  // Delete gets the outputs, and those are renewed by an update only.
  removesWith: (inputs) => inputs["stateOnDelete"] !== undefined,
  // The engine does not tell whether a delete belongs to a replacement: what was just declared wins.
  remove: async ({ state, dropletId, say, apply, changedInThisRun }) => {
    const wanted = state["stateOnDelete"];
    if (!wanted) {
      if (!changedInThisRun) say(`Droplet ${dropletId} is left as it is: no stateOnDelete is set`);
    } else if (changedInThisRun) {
      say(
        `stateOnDelete ${JSON.stringify(wanted)} is not applied: another DropletPowerState of Droplet ${dropletId} was created or updated in this run and decides`,
      );
    } else {
      // Nobody waits for the server of a resource that is removed.
      await apply({ state: wanted, healthcheck: undefined });
    }
  },
});
