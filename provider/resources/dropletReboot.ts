import { runOnce } from "../plan/event";
import { post } from "../plan/plan";
import { runInputs } from "./common";
import { defineResource } from "./define";
import { flag } from "./fields";

export const dropletReboot = defineResource({
  name: "DropletReboot",
  summary: "Reboots a Droplet whenever its triggers change.",
  details: `\`reboot\` asks the operating system to restart; \`hard: true\` switches the power off and on (\`power_cycle\`), for a Droplet that no longer responds. It ends when the action is completed and the Droplet is active. Only a \`healthcheck\` can see whether the operating system has come up again.

A Droplet that is off is refused: turn it on with \`DropletPowerState\`. Removing the resource does nothing. No argument of \`digitalocean.Droplet\` conflicts with it.`,
  example: { triggers: ["kernel 6.8.0-48"] },
  inputs: {
    hard: flag(false, "Whether the power is switched off and on (`power_cycle`) instead.", {
      role: "how",
    }),
    ...runInputs("the Droplet is rebooted"),
  },

  plan: (inputs, { droplet }, operation) =>
    runOnce(operation, droplet, {}, post(inputs.hard ? "power_cycle" : "reboot")),
});
