import { actionOf, isKnown } from "../actions";
import type { Outputs } from "./define";
import { anyList, flag, idText, optional, withDefault, output, type Role, seconds } from "./fields";
import { healthcheck } from "./healthcheck";
import { snapshotBefore } from "./snapshotBefore";

/** Inputs that several resources share, described once. */

export const dropletId = (
  more = "Another Droplet replaces this resource; the old Droplet is left as it is.",
  role: Role = "replace",
) => idText("a Droplet", `The Droplet to act on, for example \`droplet.id\`. ${more}`, { role });

/** Seconds. */
const [usual, long] = [600, 7_200];

const wholeOperation =
  "Seconds the whole operation may take, from the moment it leaves the queue of its Droplet. After that it is kept as unfinished, and the next `pulumi up` resumes it.";

export const timeoutSeconds = (fallback: number) => withDefault(fallback, seconds(wholeOperation));

/** For resources whose other inputs tell how long it takes: `usualTimeout` fills it in. */
const timeoutSecondsBy = (minutesFor: string) =>
  optional(
    seconds(wholeOperation, {
      defaultText: `${usual}, or ${long} ${minutesFor}`,
      filledIn: true,
    }),
  );

export const timeoutSecondsByType = () =>
  timeoutSecondsBy(
    "for `resize`, `snapshot`, `restore`, `rebuild` and types that this release does not know",
  );

export const timeoutSecondsWithSnapshot = () => timeoutSecondsBy("with `snapshotBefore`");

export function usualTimeout({ timeoutSeconds, type, snapshotBefore }: Outputs): Outputs {
  if (timeoutSeconds !== undefined) return {};
  const takesMinutes = typeof type === "string" ? isLong(type) : snapshotBefore !== undefined;
  return { timeoutSeconds: takesMinutes ? long : usual };
}

const isLong = (type: string) => !isKnown(type) || actionOf(type).typicalSeconds > 60;

export const powerOptions = () => ({
  gracefulShutdown: flag(
    true,
    "Whether turning off begins with a `shutdown`, which lets the operating system stop cleanly. `false` cuts the power at once.",
    { role: "how" },
  ),
  shutdownTimeoutSeconds: withDefault(
    120,
    seconds("Seconds that the operating system has to shut down before `forcePowerOff` decides."),
  ),
  forcePowerOff: flag(
    true,
    "Whether the power is cut (`power_off`) when the Droplet is still on after `shutdownTimeoutSeconds`. `false` fails instead; the shutdown may still take effect later.",
    { role: "how" },
  ),
});

export const triggers = (consequence: string) =>
  anyList(`Any values; when one of them changes, ${consequence}.`, { role: "run" });

export const proceedAfterAction = () =>
  optional(
    idText(
      "an action",
      "Leave it out until an error asks for it. A new resource stops if such an action just ran on the Droplet and neither the state nor the journal has it. If that action was not this resource's, give its id here: it and all before it are then ignored.",
      { role: "how" },
    ),
  );

export const runOnCreate = () =>
  flag(
    true,
    "Whether the action runs when the resource is new in the stack. `false` only records the resource; the action then runs when `triggers` change, or another input that runs it.",
    { role: "how" },
  );

/** For resources whose action runs because the program changed. */
export const runInputs = (consequence: string) => ({
  triggers: triggers(consequence),
  runOnCreate: runOnCreate(),
  proceedAfterAction: proceedAfterAction(),
  healthcheck: healthcheck(),
});

/** For resources that turn the Droplet off for their action. */
export const whileOffInputs = () => ({
  allowPowerOff: flag(
    true,
    "Whether the Droplet may be turned off for this, and on again after it. `false` refuses while it is on.",
    { role: "how" },
  ),
  ...powerOptions(),
  snapshotBefore: snapshotBefore("in the same outage, while the Droplet is off"),
  proceedAfterAction: proceedAfterAction(),
  healthcheck: healthcheck(),
});

export const allowDataLoss = (when = "") =>
  flag(
    false,
    `Must be true for the action to run, since it destroys what is on the Droplet's disk${when}.`,
    { role: "how" },
  );

/** For resources of any type of action: of some, no server answers afterwards. */
export const withoutPower = ({ type }: Outputs): string | undefined =>
  actionOf(String(type)).turnsOff === true
    ? `type is ${JSON.stringify(type)}, so that no server will answer`
    : undefined;

export const status = () =>
  output("string", "The Droplet's power as DigitalOcean reports it: `active` or `off`.");

/** Outputs of every resource. */
export const sharedOutputs = {
  performedActions: output(
    "PerformedAction[]",
    "The actions that the last change ran, in order; empty if none was needed.",
  ),
};
