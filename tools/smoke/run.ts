import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Api, pollMillisecondsOf, said } from "./api";
import {
  checkBudget,
  choosePlans,
  dropletCount,
  mostDollars,
  mostHours,
  type Plans,
  type Region,
  type Size,
} from "./budget";
import { cleanUp, type Creation } from "./cleanUp";
import { Deployment } from "./deployment";
import { createSeconds } from "./droplets";
import { asJson, listIn, type Exchange } from "./exchange";
import { type Permission, SmokeError } from "./guard";
import { chooseImages } from "./images";
import { nameOfRun } from "./names";
import { startProxy } from "./proxy";
import { askQuestions } from "./questions";
import { Recording } from "./recording";

export interface RunOptions extends Permission {
  /** The file of all traffic, in a folder that is made. */
  readonly folder: string;
  readonly fileName: string;
  /** Stops the run; it is cleaned up all the same. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Output of Pulumi. */
  readonly print: (text: string) => void;
}

export interface RunResult {
  readonly run: string;
  readonly exchanges: readonly Exchange[];
  readonly file: string;
  /** What went wrong; none if all went well. */
  readonly failures: readonly string[];
}

/** The whole run against one API, from the plans to the last deletion. Throws only what ends it before anything is made. */
export async function smokeRun(options: RunOptions): Promise<RunResult> {
  const { token, apiUrl, folder, say } = options;
  const run = nameOfRun(new Date());
  mkdirSync(folder, { recursive: true });
  const recording = new Recording(join(folder, options.fileName), token, run);
  const proxy = await startProxy(apiUrl, recording.add);
  const creation: Creation = { run, sentAt: undefined, ids: [] };
  const failures: string[] = [];
  const pollMilliseconds = pollMillisecondsOf(apiUrl);
  const late = AbortSignal.timeout(mostHours * 3_600_000);
  const signal = AbortSignal.any([options.signal, late]);
  try {
    const api = new Api(proxy.url, token, pollMilliseconds, signal);
    await story(api, { ...options, signal, apiUrl: proxy.url }, creation, failures);
  } catch (error) {
    if (error instanceof SmokeError) throw error;
    failures.push(signal.aborted ? stopped(late) : `The run ended early: ${String(error)}`);
  } finally {
    await proxy.idle();
    try {
      say(creation.sentAt === undefined ? "Nothing was made." : "Deleting what was made ...");
      // With no signal: this is done in any case.
      const api = new Api(proxy.url, token, pollMilliseconds);
      await cleanUp(api, creation, deletedSnapshots(recording.exchanges));
    } catch (error) {
      failures.push(`Something is left, which npm run smoke:sweep finds: ${String(error)}`);
    }
    await proxy.close();
  }
  return { run, exchanges: recording.exchanges, file: recording.file, failures };
}

const stopped = (late: AbortSignal): string =>
  late.aborted
    ? `The run was stopped after ${mostHours} hours, which is what the cost was reckoned for.`
    : "The run was interrupted.";

const deletedSnapshots = (exchanges: readonly Exchange[]): number =>
  exchanges.filter(
    ({ method, route, status }) =>
      method === "DELETE" && /^\/v2\/(snapshots|images)\//.test(route) && status === 204,
  ).length;

async function story(
  api: Api,
  options: RunOptions,
  creation: Creation,
  failures: string[],
): Promise<void> {
  const { say, budgetDollars, resetsPassword } = options;
  const { run } = creation;
  const plans = await plansOf(api);
  const dollars = mostDollars(plans);
  say(
    `${run}: ${dropletCount} Droplets of ${plans.smallest.slug} and ${plans.next.slug} in ${plans.region}, for at most ${mostHours} hours, with backups and a snapshot: at most $${dollars.toFixed(3)}.`,
  );
  checkBudget(dollars, budgetDollars);
  const images = chooseImages(
    await api.list("/v2/images?type=distribution", "images"),
    plans.region,
    plans.smallest.disk,
  );
  const deployment = await Deployment.open(options);
  try {
    const [dropletId, questionsId] = await createDroplets(api, plans, images.first, creation);
    const inputs = {
      dropletId,
      run,
      size: plans.next.slug,
      image: images.second,
      resetsPassword,
    };
    for (const stage of [1, 2, 3]) {
      say(`Deployment ${stage} of 3 ...`);
      if (!(await deployment.up({ stage, ...inputs }))) {
        failures.push(`Deployment ${stage} of 3 failed; its output is above.`);
      }
    }
    say("Asking what the product does not ask ...");
    await askQuestions(api, {
      dropletId: questionsId,
      otherId: dropletId,
      tag: run,
      sizes: [plans.smallest.slug, plans.next.slug],
      image: images.first,
      otherDistribution: images.otherDistribution,
      otherFamily: images.otherFamily,
    });
    say("Removing the resources ...");
    if (!(await deployment.destroy())) failures.push("The removal failed; its output is above.");
  } finally {
    deployment.close();
  }
}

async function plansOf(api: Api): Promise<Plans> {
  const sizes = await api.list("/v2/sizes", "sizes");
  const regions = await api.list("/v2/regions", "regions");
  return choosePlans(sizes as unknown as Size[], regions as unknown as Region[]);
}

async function createDroplets(
  api: Api,
  { smallest, region }: Plans,
  image: string,
  creation: Creation,
): Promise<[string, string]> {
  const { run } = creation;
  creation.sentAt = Date.now();
  const { status, body } = await api.send("POST", "/v2/droplets", {
    body: {
      names: [`${run}-product`, `${run}-questions`],
      size: smallest.slug,
      region,
      image,
      tags: [run],
    },
  });
  if (status !== 202) throw new Error(`Creating Droplets was answered ${status}: ${said(body)}`);
  creation.ids = listIn(body, "droplets").map(({ id }) => String(id));
  for (const id of creation.ids) {
    await api.until(`Droplet ${id} being made`, createSeconds, async () => {
      const answer = await api.send("GET", `/v2/droplets/${id}`, {
        question: "dropletVisibleAfterSeconds",
      });
      return asJson(answer.body["droplet"])["status"] === "active" ? true : undefined;
    });
  }
  const [first = "", second = ""] = creation.ids;
  return [first, second];
}
