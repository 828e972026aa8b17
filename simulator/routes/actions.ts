import { actionKinds } from "../effects";
import { findDroplet } from "../droplets";
import { notFound, Refusal, unprocessable } from "../errors";
import { checkAction, readActionType, startAction } from "../events";
import { paginate, shuffled } from "../pages";
import { idParam, requireScopes, type Context, type Reply, type Route } from "../router";
import type { Action, Droplet, World } from "../state";
import { viewAction } from "../views";

export const actionRoutes: Route[] = [
  {
    method: "POST",
    path: "/v2/droplets/actions",
    scopes: ["droplet:update"],
    run: postByTag,
  },
  {
    method: "POST",
    path: "/v2/droplets/:id/actions",
    scopes: ["droplet:update"],
    run: ({ world, token, params, body }) => {
      const type = readActionType(body);
      requireScopes(token, actionKinds[type].scopes);
      const droplet = findDroplet(world, idParam(params, "id"));
      const action = startAction(world, droplet, type, body);
      const switches = world.switchesOf(droplet.id);
      return {
        status: 201,
        body: { action: viewAction(action, token, switches, "droplet") },
        actions: [action],
      };
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/actions",
    scopes: ["droplet:read"],
    run: (context) => {
      const droplet = findDroplet(context.world, idParam(context.params, "id"));
      return listActions(context, context.world.actionsOf(droplet.id), "droplet");
    },
  },
  {
    method: "GET",
    path: "/v2/droplets/:id/actions/:action",
    scopes: ["droplet:read"],
    run: (context) => {
      const droplet = findDroplet(context.world, idParam(context.params, "id"));
      const action = findAction(context);
      if (action.dropletId !== droplet.id) throw notFound();
      return showAction(context, action, "droplet");
    },
  },
  {
    method: "GET",
    path: "/v2/actions",
    scopes: ["actions:read"],
    run: (context) => listActions(context, [...context.world.actions.values()], "account"),
  },
  {
    method: "GET",
    path: "/v2/actions/:action",
    scopes: ["actions:read"],
    run: (context) => showAction(context, findAction(context), "account"),
  },
];

/** All Droplets of a tag, with one request. There is no answer for each that could not take part. */
function postByTag({ world, token, url, body }: Context): Reply {
  const type = readActionType(body);
  requireScopes(token, actionKinds[type].scopes);
  if (!actionKinds[type].byTag) throw unprocessable(`${type} is not supported by tag.`);
  const tag = url.searchParams.get("tag_name");
  if (!tag) throw unprocessable("tag_name is required.");

  const tagged = world.visibleDroplets.filter(({ tags }) => tags.includes(tag));
  if (tagged.length === 0 && world.switches.tagWithoutDroplets === "not-found") throw notFound();
  const refuses = (droplet: Droplet): Refusal | undefined => {
    try {
      checkAction(world, droplet, type, body);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  };
  const refusals = new Map(tagged.map((droplet) => [droplet, refuses(droplet)]));
  const first = [...refusals.values()].find((refusal) => refusal !== undefined);
  if (first && world.switches.tagActionConflicts === "refuse") throw first;

  const actions = tagged
    .filter((droplet) => refusals.get(droplet) === undefined)
    .map((droplet) => startAction(world, droplet, type, body));
  return {
    status: 201,
    body: {
      actions: actions.map((action) => viewAction(action, token, world.switches, "droplet")),
    },
    actions,
  };
}

function showAction(
  { world, token }: Context,
  action: Action,
  below: "droplet" | "account",
): Reply {
  const switches = world.switchesOf(action.dropletId);
  return { status: 200, body: { action: viewAction(action, token, switches, below) } };
}

function listActions(
  { world, token, url }: Context,
  actions: readonly Action[],
  below: "droplet" | "account",
): Reply {
  const visible = actions
    .filter((action) => isVisible(world, action) && isListed(world, action))
    .map((action) => asListed(world, action));
  const { items, links, meta } = paginate(inOrder(world, visible), url);
  return {
    status: 200,
    body: {
      actions: items.map((action) =>
        viewAction(action, token, world.switchesOf(action.dropletId), below),
      ),
      links,
      meta,
    },
  };
}

function inOrder(world: World, actions: Action[]): Action[] {
  const { actionListOrder } = world.switches;
  if (actionListOrder === "oldest-first") return actions;
  if (actionListOrder === "newest-first") return actions.reverse();
  return shuffled(actions);
}

/** What the list shows is this old. */
const listTime = (world: World, { dropletId }: Action): number =>
  world.now() - world.milliseconds(world.switchesOf(dropletId).actionListLagSeconds);

const isListed = (world: World, action: Action): boolean =>
  action.startedAt <= listTime(world, action);

function asListed(world: World, action: Action): Action {
  const ended = action.completedAt !== null && action.completedAt <= listTime(world, action);
  return ended ? action : { ...action, status: "in-progress", completedAt: null };
}

function findAction({ world, params }: Context): Action {
  const action = world.actions.get(idParam(params, "action"));
  if (!action || !isVisible(world, action)) throw notFound();
  return action;
}

function isVisible(world: World, action: Action): boolean {
  const { actionVisibleAfterSeconds } = world.switchesOf(action.dropletId);
  return world.now() >= action.startedAt + world.milliseconds(actionVisibleAfterSeconds);
}
