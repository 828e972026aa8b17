import { actionOf, isKnown } from "../actions";
import { runOnce } from "../plan/event";
import { post, refuse } from "../plan/plan";
import {
  allowDataLoss,
  runInputs,
  usualTimeout,
  timeoutSecondsByType,
  withoutPower,
} from "./common";
import { defineResource } from "./define";
import { anyObject, output, textLike } from "./fields";

export const dropletAction = defineResource({
  name: "DropletAction",
  summary: "Runs any type of Droplet action, also one that DigitalOcean adds in the future.",
  details: `Use it for what the other resources do not cover. It runs once when the resource is new, and again when \`type\`, \`parameters\` or \`triggers\` change. It declares no state: drift is not looked for, the power is not handled, and removing it does nothing. If a type has a resource of its own, prefer that.

Next to \`digitalocean.Droplet\`, set \`ignoreChanges\` on the Droplet for what the action changes, such as \`["ipv6"]\` for \`enable_ipv6\` (or the Droplet would be replaced to get rid of it), \`["size"]\` for \`resize\` or \`["name"]\` for \`rename\`.

\`restore\`, \`rebuild\` and types that this release does not know require \`allowDataLoss: true\`. \`enable_ipv6\` needs the Droplet off (\`DropletIpv6\` takes care of that). Known types are verified by their effect; unknown ones end when DigitalOcean says completed.`,
  example: { type: "power_cycle", triggers: ["2026-11"] },
  inputs: {
    type: textLike(
      /^[a-z][a-z0-9_]*$/,
      'must be an action type as DigitalOcean writes them, such as "power_cycle"',
      "Type of the action, as DigitalOcean writes it.",
      { role: "run" },
    ),
    parameters: anyObject(
      "What the request's body holds beside `type`, by DigitalOcean's own names, passed as it is.",
      { role: "run" },
    ),
    allowDataLoss: allowDataLoss(
      " (`restore`, `rebuild`); a type that this release does not know may do so",
    ),
    ...runInputs("the action runs again"),
    timeoutSeconds: timeoutSecondsByType(),
  },
  outputs: {
    actionId: output("string", "Id of the action that ran last; null if none has.", {
      nullable: true,
    }),
  },
  destroys: ({ type }) => {
    const { destroysData, permanent } = actionOf(String(type));
    return destroysData && permanent;
  },

  withoutHealth: withoutPower,
  defaults: usualTimeout,
  plan: ({ type, parameters = {}, allowDataLoss }, { droplet }, operation) => {
    if ("type" in parameters) {
      return refuse(
        "invalid-input",
        "parameters",
        `has the type ${JSON.stringify(parameters["type"])}, which belongs in the input type`,
        "Leave it out of parameters",
      );
    }
    const text = isKnown(type) ? type : `${type} (a type that this release does not know)`;
    return runOnce(operation, droplet, { allowDataLoss }, post(type, parameters, { text }));
  },
  observe: (_seen, operation) => {
    const action = operation?.posts.at(-1)?.action;
    return action ? { actionId: String(action.id) } : {};
  },
});
