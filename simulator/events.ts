import { actionKinds, type ActionContext } from "./effects";
import { removeDroplet, setStatus } from "./droplets";
import { busy, locked, unprocessable } from "./errors";
import type { Action, Droplet, World } from "./state";
import { actionTypes, type ActionType, type EventType } from "./switches";

/** Reads the `type` of an action body. */
export function readActionType(body: Record<string, unknown>): ActionType {
  const type = actionTypes.find((known) => known === body.type);
  if (type === undefined) throw unprocessable("request payload validation failed");
  return type;
}

function contextOf(world: World, droplet: Droplet, body: Record<string, unknown>): ActionContext {
  return {
    world,
    droplet,
    body,
    switches: world.switchesOf(droplet.id),
    startedAt: world.now(),
    statusBefore: droplet.status,
    bootCountBefore: droplet.bootCount,
  };
}

/** Throws what the API would answer if this action were posted now. */
export function checkAction(
  world: World,
  droplet: Droplet,
  type: ActionType,
  body: Record<string, unknown>,
): void {
  const switches = world.switchesOf(droplet.id);
  if (droplet.locked && switches.whileLocked === "refuse") throw locked();
  if (world.hasPendingEvent(droplet.id)) throw busy(switches);
  actionKinds[type].check?.(contextOf(world, droplet, body));
}

export function startAction(
  world: World,
  droplet: Droplet,
  type: ActionType,
  body: Record<string, unknown>,
): Action {
  checkAction(world, droplet, type, body);
  const kind = actionKinds[type];
  const context = contextOf(world, droplet, body);
  const action = startEvent(world, droplet, type, {
    body,
    duration: world.durationOf(type, droplet),
    landsAt: (completedAt) => (kind.landsAt ? kind.landsAt(context, completedAt) : completedAt),
    effect: () => kind.effect?.(context),
  });
  kind.begin?.(context);
  return action;
}

/** A new Droplet is busy with being made. */
export function startCreation(world: World, droplet: Droplet): Action {
  return startEvent(world, droplet, "create", {
    body: {},
    duration: world.durationOf("create", droplet),
    landsAt: (completedAt) => completedAt,
    effect: () => setStatus(world, droplet, "active"),
  });
}

export function startDestruction(world: World, droplet: Droplet): Action {
  return startEvent(world, droplet, "destroy", {
    body: {},
    duration: world.durationOf("destroy", droplet),
    landsAt: (completedAt) => completedAt,
    effect: () => removeDroplet(world, droplet),
  });
}

/** Something that the client did not ask for: an automatic backup, a volume being attached… Without a time, for ever. */
export function startForeignEvent(
  world: World,
  droplet: Droplet,
  seconds = Infinity,
  type = "attach_volume",
): Action {
  if (world.hasPendingEvent(droplet.id)) throw busy(world.switchesOf(droplet.id));
  return startEvent(world, droplet, type, {
    body: {},
    duration: world.milliseconds(seconds),
    landsAt: () => undefined,
    effect: () => undefined,
  });
}

interface Event {
  body: Record<string, unknown>;
  /** Milliseconds */
  duration: number;
  landsAt: (completedAt: number) => number | undefined;
  effect: () => void;
}

function startEvent(world: World, droplet: Droplet, type: string, event: Event): Action {
  const { outcomes, effectLagSeconds } = world.switchesOf(droplet.id);
  const outcome = outcomes[type as EventType] ?? "completed";
  const startedAt = world.now();
  const completedAt = startedAt + event.duration;
  const action = world.addAction({
    type,
    status: "in-progress",
    dropletId: droplet.id,
    region: droplet.region,
    startedAt,
    endsAt: outcome === "endless" || completedAt === Infinity ? null : completedAt,
    completedAt: null,
    outcome,
    body: event.body,
  });
  if (outcome === "endless") return action;
  world.schedule(completedAt, () =>
    world.endAction(action, outcome === "errored" ? "errored" : "completed"),
  );
  const landsAt = event.landsAt(completedAt);
  if (outcome === "completed" && landsAt !== undefined) {
    const isForAll = typeof effectLagSeconds === "number" || effectLagSeconds instanceof Array;
    const lag = isForAll ? effectLagSeconds : (effectLagSeconds[type as EventType] ?? 0);
    world.schedule(landsAt + world.milliseconds(world.secondsWithin(lag)), () => {
      if (world.droplets.get(droplet.id) === droplet) event.effect();
    });
  }
  return action;
}
