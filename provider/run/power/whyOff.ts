import { actionOf } from "../../actions";
import type { Droplet } from "../../api/wire";
import { isRefusal, type Plan, type Step } from "../../plan/plan";
import { type Asker, knownActionIds, onNoRecord } from "../send/guard";

/** A shutdown that is older is not taken for an interrupted run's. */
const recentSeconds = 3_600;

/**
 * Why a new resource may find its Droplet off without a reason on record; undefined where it will be as it shall be, or
 * is explained. An interrupted run on another computer may have turned it off, which is on no record here.
 */
export async function whyOff(
  asker: Asker,
  { id, status }: Droplet,
  plan: Plan,
): Promise<string | undefined> {
  const { api, clock, definition, inputs, state } = asker;
  if (state || status !== "off" || definition.target.input !== "dropletId") return undefined;
  const isDeclared = definition.foresee?.(inputs)["status"] === "off";
  if (isDeclared || isRefusal(plan) || plan.steps.some(turnsOn)) return undefined;
  const { actions, serverTime } = await api.latestActions(id, recentSeconds);
  const since = (serverTime ?? clock.now()) - recentSeconds * 1000;
  const last = actions.find(
    (action) => actionOf(action.type).turnsOff && action.status !== "errored",
  );
  if (!last || Date.parse(last.startedAt) < since) return undefined;
  if ((await knownActionIds(asker)).has(last.id)) return undefined;
  return `Droplet ${id} is off since ${last.type} (action ${last.id}, started at ${last.startedAt}), which is ${onNoRecord}, so an interrupted run may have left it so. Turn it on with \`doctl compute droplet-action power-on ${id}\``;
}

const turnsOn = (step: Step): boolean => step.do === "post" && step.type === "power_on";
