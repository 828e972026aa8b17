import type { SimulatorSwitches } from "../../simulator";
import { actionsIn, asJson, kindOf, listIn, type Exchange, type Json } from "./exchange";

/** What the traffic of a run says about each switch of the simulator; undefined where it could not show it. */

type Switch = keyof SimulatorSwitches;
type Look = (seen: Seen) => string | undefined;

export function observe(exchanges: readonly Exchange[]): Record<Switch, string | undefined> {
  const seen = new Seen(exchanges);
  return Object.fromEntries(
    Object.entries(looks).map(([name, look]) => [name, look(seen)]),
  ) as Record<Switch, string | undefined>;
}

/** Questions to the traffic that several switches have in common. */
class Seen {
  constructor(readonly exchanges: readonly Exchange[]) {}

  asked(question: Switch): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.question === question);
  }

  /** Accepted POSTs of this action type, with the actions that they began. */
  begun(type: string): { post: Exchange; action: Json }[] {
    return this.exchanges
      .filter((exchange) => kindOf(exchange) === `POST /v2/droplets/{id}/actions ${type}`)
      .filter(({ status }) => status === 201)
      .map((post) => ({ post, action: asJson(asJson(post.answer)["action"]) }));
  }

  /** From after an exchange to the next one that may change the same Droplet. */
  until(post: Exchange): Exchange[] {
    const after = this.exchanges.slice(this.exchanges.indexOf(post) + 1);
    const end = after.findIndex(
      ({ method, path, status }) =>
        method !== "GET" && status !== null && status < 300 && path.startsWith(dropletOf(post)),
    );
    return end < 0 ? after : after.slice(0, end);
  }

  /** All Droplets in all answers. */
  get droplets(): Json[] {
    return this.exchanges.flatMap(dropletsIn);
  }

  get refusals(): Exchange[] {
    return this.exchanges.filter(({ status }) => status !== null && status >= 400);
  }
}

const dropletOf = ({ path }: Exchange): string => path.split("/").slice(0, 4).join("/");

const arrival = ({ at, tookMilliseconds }: Exchange): number => Date.parse(at) + tookMilliseconds;

function dropletsIn({ answer }: Exchange): Json[] {
  const one = asJson(answer)["droplet"];
  return [...(one === undefined ? [] : [asJson(one)]), ...listIn(answer, "droplets")];
}

const distinct = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : [...new Set(values)].join(" and ");

const secondsBetween = (from: number, to: number): string =>
  String(Math.max(0, Math.round((to - from) / 100) / 10));

function acceptance({ status }: Exchange): string {
  if (status !== null && status < 300) return "accept";
  return status === 422 ? "refuse" : `HTTP ${status}`;
}

const accepted =
  (name: Switch): Look =>
  (seen) =>
    distinct(seen.asked(name).slice(0, 1).map(acceptance));

/** Seconds from the first question until an answer that holds what was asked for. */
function delay(asked: readonly Exchange[], holds: (exchange: Exchange) => boolean) {
  const [first] = asked;
  const found = asked.find(holds);
  if (!first || !found) return undefined;
  return found === first ? "0" : secondsBetween(Date.parse(first.at), arrival(found));
}

/** In how many seconds after the end of the action its effect was seen. */
function lags(seen: Seen, type: string, shows: (exchange: Exchange, post: Exchange) => boolean) {
  return seen.begun(type).flatMap(({ post, action: { id } }) => {
    const after = seen.until(post);
    const end = after.find((exchange) =>
      actionsIn(exchange).some((one) => one["id"] === id && one["status"] === "completed"),
    );
    const effect = after.find((exchange) => shows(exchange, post));
    return end && effect ? [Number(secondsBetween(arrival(end), arrival(effect)))] : [];
  });
}

const isNow = (status: string) => (exchange: Exchange, post: Exchange) =>
  exchange.path.startsWith(dropletOf(post)) &&
  dropletsIn(exchange).some((droplet) => droplet["status"] === status);

const hasSnapshot = (exchange: Exchange, post: Exchange) =>
  listIn(exchange.answer, "snapshots").some(({ name }) => name === asJson(post.request)["name"]);

/** The order goes by ids, which grow. */
function orderOf(lists: readonly Json[][]): string | undefined {
  const orders = lists
    .map((list) => list.map(({ id }) => Number(id)))
    .filter((ids) => ids.length > 1)
    .map((ids) => {
      const steps = ids.slice(1).map((id, index) => id > Number(ids[index]));
      if (steps.every(Boolean)) return "oldest-first";
      return steps.some(Boolean) ? "shuffled" : "newest-first";
    });
  return distinct(orders);
}

const policyOf = ({ answer }: Exchange): Json =>
  asJson(asJson(asJson(answer)["policy"])["backup_policy"]);

const addresses = ({ droplets }: Seen): Json[][] =>
  droplets.map((droplet) => listIn(droplet["networks"], "v4"));

const unavailable =
  (key: "sizes" | "regions"): Look =>
  ({ exchanges }) => {
    const items = exchanges.flatMap(({ answer }) => listIn(answer, key));
    if (items.length === 0) return undefined;
    const found = items.filter(({ available }) => available === false);
    return distinct(found.map(({ slug }) => String(slug)))?.replaceAll(" and ", ", ") ?? "none";
  };

const busyWords = {
  "already has a pending event": "pending-event",
  "blocking events": "blocking-events",
  "locked by an in-progress event": "locked-by-event",
};

/** Whoever adds a switch says here how DigitalOcean would show it. */
const looks: Record<Switch, Look> = {
  resizeWhileActive: (seen) => {
    const [post, after] = seen.asked("resizeWhileActive");
    if (!post || post.status !== 201) return post && acceptance(post);
    const [droplet] = after ? dropletsIn(after) : [];
    return droplet && `off-ends-${String(droplet["status"])}`;
  },
  enableIpv6WhileActive: accepted("enableIpv6WhileActive"),
  enableIpv6WhenEnabled: accepted("enableIpv6WhenEnabled"),
  powerOnWhileActive: accepted("powerOnWhileActive"),
  rebootWhileOff: accepted("rebootWhileOff"),
  powerCycleWhileOff: accepted("powerCycleWhileOff"),
  enableBackupsWhenEnabled: accepted("enableBackupsWhenEnabled"),
  disableBackupsWhenDisabled: accepted("disableBackupsWhenDisabled"),
  changePolicyWhenDisabled: accepted("changePolicyWhenDisabled"),
  rebuildWithin: (seen) => {
    const [distribution, family] = seen.asked("rebuildWithin").map(acceptance);
    if (distribution === "refuse") return "distribution";
    if (distribution !== "accept") return distribution;
    if (family === undefined) return "family or any";
    return family === "accept" ? "any" : "family";
  },
  rebuildWhileOff: (seen) =>
    distinct(
      seen
        .asked("rebuildWhileOff")
        .flatMap(dropletsIn)
        .map(({ status }) => `ends-${String(status)}`),
    ),
  restoreSnapshots: ({ exchanges }) =>
    distinct(
      exchanges
        .filter((exchange) => kindOf(exchange) === "POST /v2/droplets/{id}/actions restore")
        .map(acceptance),
    ),
  restoreChangesImage: (seen) => {
    const shown = seen.begun("restore").flatMap(({ post }) => {
      const last = seen.until(post).filter(({ path }) => path === dropletOf(post));
      const droplet = last.flatMap(dropletsIn).at(-1);
      const wanted = asJson(post.request)["image"];
      return droplet ? [String(String(asJson(droplet["image"])["id"]) === String(wanted))] : [];
    });
    return distinct(shown);
  },
  shutdownBehaviour: (seen) =>
    distinct(
      seen
        .begun("shutdown")
        .map(({ post }) =>
          seen.until(post).some((exchange) => isNow("off")(exchange, post))
            ? "works"
            : "ignored, or later than the grace",
        ),
    ),
  outcomes: ({ exchanges }) => {
    const actions = exchanges.flatMap(actionsIn);
    if (actions.length === 0) return undefined;
    const errored = actions.filter(({ status }) => status === "errored");
    return distinct(errored.map(({ type }) => `${String(type)} errored`)) ?? "all completed";
  },
  effectLagSeconds: (seen) => {
    const found = Object.entries({
      power_off: lags(seen, "power_off", isNow("off")),
      power_on: lags(seen, "power_on", isNow("active")),
      snapshot: lags(seen, "snapshot", hasSnapshot),
    }).filter(([, all]) => all.length > 0);
    if (found.length === 0) return undefined;
    return found
      .map(([type, all]) => `${type} ${Math.min(...all)} to ${Math.max(...all)}`)
      .join(", ");
  },
  snapshotCreatedAfterSeconds: (seen) =>
    distinct(
      seen.begun("snapshot").flatMap(({ post, action }) => {
        const listed = seen.exchanges.flatMap(({ answer }) => listIn(answer, "snapshots"));
        const found = listed.find(({ name }) => name === asJson(post.request)["name"]);
        if (!found) return [];
        const [from, to] = [action["started_at"], found["created_at"]].map(String).map(Date.parse);
        return [secondsBetween(Number(from), Number(to))];
      }),
    ),
  dropletVisibleAfterSeconds: (seen) =>
    delay(seen.asked("dropletVisibleAfterSeconds"), ({ status }) => status === 200),
  busyAnswer: (seen) => {
    const [answered] = seen.asked("busyAnswer");
    if (!answered || answered.status === 201) return answered && "accepted";
    const text = messageOf(answered);
    const known = Object.entries(busyWords).find(([words]) => text.includes(words));
    return known?.[1] ?? `HTTP ${answered.status}: ${text}`;
  },
  whileLocked: () => undefined,
  lockedDuringActions: (seen) =>
    distinct(
      seen
        .asked("lockedDuringActions")
        .flatMap(dropletsIn)
        .map(({ locked }) => String(locked)),
    ),
  completedAtNull: ({ exchanges }) =>
    distinct(
      exchanges
        .filter(({ route }) => route.startsWith("/v2/droplets/{id}/actions"))
        .flatMap(actionsIn)
        .filter(({ status }) => status === "completed")
        .map((action) => String(action["completed_at"] === null)),
    ),
  actionVisibleAfterSeconds: (seen) =>
    delay(seen.asked("actionVisibleAfterSeconds"), ({ status }) => status === 200),
  actionListLagSeconds: (seen) => {
    const asked = seen.asked("actionListLagSeconds");
    const wanted = seen.asked("actionVisibleAfterSeconds").at(-1)?.path.split("/").at(-1);
    return delay(asked, ({ answer }) =>
      listIn(answer, "actions").some(({ id }) => String(id) === wanted),
    );
  },
  actionListOrder: ({ exchanges }) =>
    orderOf(exchanges.map(({ answer }) => listIn(answer, "actions"))),
  listOrder: ({ exchanges }) =>
    orderOf(
      exchanges
        .filter(({ route, method }) => method === "GET" && route === "/v2/droplets")
        .map(({ answer }) => listIn(answer, "droplets")),
    ),
  deleteWhilePending: accepted("deleteWhilePending"),
  tagActionConflicts: (seen) => {
    const [answered] = seen.asked("tagActionConflicts");
    return answered && (answered.status === 201 ? "skip" : acceptance(answered));
  },
  tagWithoutDroplets: (seen) => {
    const [answered] = seen.asked("tagWithoutDroplets");
    if (!answered) return undefined;
    if (answered.status === 201) return "empty";
    return answered.status === 404 ? "not-found" : `HTTP ${answered.status}`;
  },
  dailyPolicyWeekday: ({ exchanges }) =>
    distinct(
      exchanges
        .map(policyOf)
        .filter(({ plan }) => plan === "daily")
        .map(({ weekday }) => {
          if (weekday === undefined) return "omitted";
          return weekday === "" ? "empty" : JSON.stringify(weekday);
        }),
    ),
  fieldsWithoutScope: () => undefined,
  networkOrder: (seen) =>
    distinct(
      addresses(seen)
        .filter((list) => list.length > 1)
        .map(([first]) => `${String(first?.["type"])}-first`),
    ),
  privateGateway: (seen) =>
    distinct(
      addresses(seen)
        .flat()
        .filter(({ type }) => type === "private")
        .map(({ gateway }) => {
          if (gateway === "") return "empty";
          return gateway === "<ip>" ? "address" : String(gateway);
        }),
    ),
  answerFields: ({ droplets }) =>
    distinct(droplets.map((droplet) => ("disk_info" in droplet ? "documented" : "seen"))),
  errorForm: ({ refusals }) =>
    distinct(
      refusals
        .map(({ answer }) => asJson(answer))
        .flatMap((body) => {
          if ("error" in body) return ["nested"];
          if (!("message" in body)) return [];
          return [typeof body["message"] === "string" ? "plain" : "message-object"];
        }),
    ),
  rateLimitAnswer: ({ refusals }) =>
    distinct(
      refusals
        .filter(({ status }) => status === 429)
        .map(({ headers }) => {
          const reset = Number(headers["ratelimit-reset"]) * 1000;
          const now = Date.parse(headers["date"] ?? "");
          return reset < now ? "reset-in-the-past" : "documented";
        }),
    ),
  unavailableSizes: unavailable("sizes"),
  unavailableRegions: unavailable("regions"),
  sizesWithoutCapacity: ({ refusals }) =>
    distinct(
      refusals
        .filter(({ answer }) => "error_attributes" in asJson(answer))
        .map(({ request }) => String(asJson(request)["size"])),
    ),
};

/** The text of a refusal. */
export function messageOf({ answer }: Exchange): string {
  const body = asJson(answer);
  const message = body["message"] ?? asJson(body["error"])["message"] ?? answer ?? "";
  return typeof message === "string" ? message : JSON.stringify(message);
}
