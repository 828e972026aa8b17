import type { FaultRule } from "../../simulator";
import { type Disturbance, eachStoryEndsAsDeclared } from "./disturbed";

/** Every kind of change under all that an account may do by itself, mostly together with a lost answer. */

const rules: FaultRule[] = [
  { method: "POST", times: 1, fault: { when: "after", status: 500, body: {} } },
];

/** A shutdown that does nothing is followed by power_off, once its grace is over. */
const cutThePower = (posts: readonly string[]) =>
  posts.flatMap((type) => (type === "shutdown" ? ["shutdown", "power_off"] : [type]));

const disturbances: Disturbance[] = [
  { name: "another action for a minute", foreignSeconds: 60 },
  { name: "another action for a minute, and a lost answer", foreignSeconds: 60, rules },
  { name: "action ids that are 404 at first", switches: { actionVisibleAfterSeconds: 5 } },
  {
    name: "action ids that are 404 at first, and a lost answer",
    switches: { actionVisibleAfterSeconds: 5 },
    rules,
  },
  { name: "lists that lag", switches: { actionListLagSeconds: 6 }, rules },
  { name: "lists in any order", switches: { actionListOrder: "shuffled", listOrder: "shuffled" } },
  {
    name: "lists in any order, and a lost answer",
    switches: { actionListOrder: "shuffled", listOrder: "shuffled" },
    rules,
  },
  { name: "lists with the oldest first", switches: { actionListOrder: "oldest-first" }, rules },
  { name: "completed_at left out", switches: { completedAtNull: true }, rules },
  { name: "effects that lag", switches: { effectLagSeconds: 8 } },
  { name: "effects that lag, and a lost answer", switches: { effectLagSeconds: 8 }, rules },
  { name: "the Droplet locked while an event runs", switches: { lockedDuringActions: true } },
  {
    name: "shutdowns that do nothing",
    switches: { shutdownBehaviour: "ignored" },
    posts: cutThePower,
  },
  {
    name: "shutdowns that do nothing, and a lost answer",
    switches: { shutdownBehaviour: "ignored" },
    rules,
    posts: cutThePower,
  },
  {
    name: "shutdowns that land late",
    switches: { shutdownBehaviour: { landsAfterSeconds: 45 } },
    rules,
  },
];

describe.each(disturbances)("with $name", eachStoryEndsAsDeclared);
