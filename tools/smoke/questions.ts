import type { SimulatorSwitches } from "../../simulator";
import type { Api } from "./api";
import {
  act,
  actionSeconds,
  dropletOf,
  ended,
  featureShows,
  hasFeature,
  statusBecomes,
} from "./droplets";
import { asJson, listIn, type Json } from "./exchange";

type Question = keyof SimulatorSwitches;

export interface QuestionsOptions {
  /** Only for questions. */
  readonly dropletId: string;
  /** Is on, and has the run's tag, too. */
  readonly otherId: string;
  readonly tag: string;
  readonly sizes: readonly [string, string];
  readonly image: string;
  /** Images of the same family, and of another one; undefined where the plan's disk is too small for any. */
  readonly otherDistribution: string | undefined;
  readonly otherFamily: string | undefined;
}

/** Asks what the product takes care never to ask, or too seldom. Whatever the answer is, the next question can be asked. */
export async function askQuestions(api: Api, options: QuestionsOptions): Promise<void> {
  const { dropletId: id } = options;
  const path = `/v2/droplets/${id}`;
  const ask = (question: Question, body: Json) => act(api, id, body, question);
  const turnOff = async () => {
    if ((await dropletOf(api, id))["status"] === "off") return;
    await act(api, id, { type: "power_off" });
    await statusBecomes(api, id, "off");
  };
  const plan = async () => String((await dropletOf(api, id))["size_slug"]);
  const otherSize = async () =>
    (await plan()) === options.sizes[0] ? options.sizes[1] : options.sizes[0];

  await ask("powerOnWhileActive", { type: "power_on" });
  await ask("disableBackupsWhenDisabled", { type: "disable_backups" });
  const weekly = { plan: "weekly", weekday: "MON", hour: 0 };
  const changed = await ask("changePolicyWhenDisabled", {
    type: "change_backup_policy",
    backup_policy: weekly,
  });
  const daily = { type: "enable_backups", backup_policy: { plan: "daily", hour: 4 } };
  if (changed !== 201) await act(api, id, daily);
  await featureShows(api, id, "backups");
  await ask("enableBackupsWhenEnabled", daily);
  await api.send("GET", `${path}/backups/policy`, { question: "dailyPolicyWeekday" });

  await ask("enableIpv6WhileActive", { type: "enable_ipv6" });
  const size = await otherSize();
  if ((await ask("resizeWhileActive", { type: "resize", size, disk: false })) === 201) {
    await api.send("GET", path, { question: "resizeWhileActive" });
  }

  await turnOff();
  await ask("rebootWhileOff", { type: "reboot" });
  await turnOff();
  await ask("powerCycleWhileOff", { type: "power_cycle" });
  await turnOff();
  if (!hasFeature(await dropletOf(api, id), "ipv6")) await act(api, id, { type: "enable_ipv6" });
  await featureShows(api, id, "ipv6");
  await ask("enableIpv6WhenEnabled", { type: "enable_ipv6" });

  // The longest action, so that there is time for questions meanwhile.
  const resize = { type: "resize", size: await otherSize(), disk: false };
  await askMeanwhile(api, options, resize);

  await turnOff();
  const rebuild = { type: "rebuild", image: options.image };
  await act(api, id, rebuild);
  await api.send("GET", path, { question: "rebuildWhileOff" });
  await askRebuilds(api, options);
  await turnOff();
  await askByTag(api, options);

  const { status } = await api.send("POST", `${path}/actions`, { body: rebuild });
  if (status === 201) await api.send("DELETE", path, { question: "deleteWhilePending" });
}

/** What shows while an action runs, and how soon. */
async function askMeanwhile(
  api: Api,
  { dropletId: id, tag }: QuestionsOptions,
  body: Json,
): Promise<void> {
  const path = `/v2/droplets/${id}`;
  const posted = await api.send("POST", `${path}/actions`, { body });
  const actionId = asJson(posted.body["action"])["id"];
  const busy = await api.send("POST", `${path}/actions`, {
    body: { type: "rename", name: `${tag}-busy` },
    question: "busyAnswer",
  });
  await api.send("GET", path, { question: "lockedDuringActions" });
  const one = `${path}/actions/${String(actionId)}`;
  await api.until("the new action", actionSeconds, async () => {
    const { status } = await api.send("GET", one, { question: "actionVisibleAfterSeconds" });
    return status === 200 ? true : undefined;
  });
  await api.until("the new action in the list", actionSeconds, async () => {
    const { body: list } = await api.send("GET", `${path}/actions?per_page=200`, {
      question: "actionListLagSeconds",
    });
    return listIn(list, "actions").some((action) => action["id"] === actionId) ? true : undefined;
  });
  await ended(api, id, actionId);
  if (busy.status === 201) await ended(api, id, asJson(busy.body["action"])["id"]);
}

async function askRebuilds(
  api: Api,
  { dropletId, otherDistribution, otherFamily }: QuestionsOptions,
): Promise<void> {
  for (const image of [otherDistribution, otherFamily]) {
    if (image === undefined) continue;
    const status = await act(api, dropletId, { type: "rebuild", image }, "rebuildWithin");
    // What refuses another distribution refuses another family, too.
    if (status !== 201) return;
  }
}

/** The one Droplet of the tag is off and cannot be turned off, the other one can. */
async function askByTag(api: Api, { tag, otherId }: QuestionsOptions): Promise<void> {
  const post = (name: string, question: Question) =>
    api.send("POST", `/v2/droplets/actions?tag_name=${name}`, {
      body: { type: "power_off" },
      question,
    });
  // A deployment that failed may have left it off.
  if ((await dropletOf(api, otherId))["status"] === "off") {
    await act(api, otherId, { type: "power_on" });
  }
  await statusBecomes(api, otherId, "active");
  const { body } = await post(tag, "tagActionConflicts");
  for (const action of listIn(body, "actions")) {
    await ended(api, String(action["resource_id"]), action["id"]);
  }
  await post(`${tag}-none`, "tagWithoutDroplets");
}
