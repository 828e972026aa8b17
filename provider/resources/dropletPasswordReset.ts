import { runOnce } from "../plan/event";
import { post } from "../plan/plan";
import { runInputs } from "./common";
import { defineResource } from "./define";

export const dropletPasswordReset = defineResource({
  name: "DropletPasswordReset",
  summary: "Gives a Droplet a new root password whenever its triggers change.",
  details: `DigitalOcean sends the new password by e-mail to the account's owner; it is in no answer of the API, so it is neither in the outputs nor in the state. The Droplet is power-cycled for it.

It ends when the action is completed and the Droplet's power is as before. Whether the password has changed cannot be verified. Removing the resource does nothing. No argument of \`digitalocean.Droplet\` conflicts with it.`,
  example: { triggers: ["2026-11"] },
  inputs: {
    ...runInputs("the password is reset"),
  },

  plan: (_inputs, { droplet }, operation) =>
    runOnce(operation, droplet, {}, post("password_reset")),
});
