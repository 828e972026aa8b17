import { isInGrace } from "../actions/post";
import { isRateLimit, OutOfTimeError } from "../errors";
import { isRefusal, type PostStep, type Step } from "../plan/plan";
import type { Present, Seen } from "../resources/define";
import { runByTag, runOneByOne } from "./byTag";
import { lookUp } from "./lookUp";
import { forgetPosts, sendPost } from "./post";
import { landsLate } from "./power";
import { refused } from "./refused";
import type { Run } from "./run";
import { settleAll } from "./settle";
import { sleepUnlessUnwanted, stopIfUnwanted } from "./stop";
import { turnOff } from "./turnOff";
import { untilNextLook } from "./wait";

/**
 * Brings the Droplet to what is declared: settle what was posted, look, plan anew, take the first step, again. The
 * plan is made anew before every POST because the world may have changed during any wait; and a change that was
 * interrupted goes on by the same way.
 */
export async function runChange(run: Run): Promise<Present<Seen>> {
  const said = new Set<string>();
  for (;;) {
    try {
      const seen = await advance(run, said);
      if (seen) return seen;
    } catch (error) {
      // Reading that gave up waiting for the rate limit is begun anew as long as there is time.
      if (!isRateLimit(error) || run.clock.now() >= run.deadline) throw error;
    }
  }
}

/** Whether a shutdown has left at all decides what power is owed: the Droplet may be off for another reason. */
async function findShutdown(run: Run): Promise<void> {
  const lost = run.change.posts.find((post) => isInGrace(post) && post.status === "unknown");
  if (lost && (await lookUp(run, lost, run.deadline)) === "absent") forgetPosts(run, [lost]);
}

/** One round; what is seen when nothing is left to do. */
async function advance(run: Run, said: Set<string>): Promise<Present<Seen> | undefined> {
  const { definition, inputs, change, state } = run;
  stopIfUnwanted(run);
  await findShutdown(run);
  await settleAll(run);
  const seen = await lookOnceCreated(run);
  if (seen.droplet.status === "off") {
    // Whatever has turned it off, a shutdown has no more to do.
    for (const post of change.posts.filter(isInGrace)) post.settled = true;
  }
  const plan = definition.plan(inputs, seen, change, state);
  if (isRefusal(plan)) throw refused(plan, run);
  for (const note of plan.notes) {
    if (!said.has(note)) run.say(note);
    said.add(note);
  }
  const [step] = plan.steps;
  if (!step) return (await landsLate(run)) ? undefined : seen;
  if (run.clock.now() >= run.deadline) throw outOfTime(run);
  const oneByOne = plan.steps.filter(isForOneOfTag);
  if (oneByOne.length > 0) await runOneByOne(run, oneByOne);
  else if (step.do === "turn off") await turnOff(run, step);
  else if (step.do === "post by tag") await runByTag(run, step);
  else await sendPost(run, step);
  return undefined;
}

/** What the planner needs to see, of a Droplet whose creation has ended. */
export async function lookOnceCreated(run: Run): Promise<Present<Seen>> {
  const { api, clock, definition, inputs, state, change } = run;
  for (;;) {
    const seen = await definition.look(api, change.target, { inputs, state, change });
    if (!isPresent(seen)) throw refused(definition.target.missing(change.target), run);
    if (seen.droplet.status !== "new") return seen;
    if (clock.now() >= run.deadline) throw outOfTime(run);
    run.progress.waiting("waiting for the Droplet to be created, usually a minute", run.began);
    await sleepUnlessUnwanted(run, untilNextLook(clock.now(), run.began));
  }
}

const isForOneOfTag = (step: Step): step is PostStep =>
  step.do === "post" && step.dropletId !== undefined;

const isPresent = (seen: Seen): seen is Present<Seen> => seen.droplet !== null;

function outOfTime({ api, began, definition, change, limit, recent }: Run): OutOfTimeError {
  const { id, type } = recent.blockedBy ?? {};
  const blocked = id
    ? `: ${type} (action ${id}) ran on the Droplet, and one has to end before the next begins; \`doctl compute action get ${id}\` shows whether it has`
    : api.budget.isHeldSince(began)
      ? ": the token's rate limit is used up, perhaps by other tools"
      : ": DigitalOcean did not accept an action on the Droplet in this time";
  return new OutOfTimeError(
    { action: `${definition.name} of ${definition.target.name(change.target)}` },
    change.posts.length
      ? `${limit} are over before all steps were done`
      : `${limit} are over before anything was posted${blocked}`,
    change.posts.length
      ? "Run `pulumi up` again to go on; nothing that was accepted is posted again"
      : `Run \`pulumi up\` again later, or raise ${limit}`,
  );
}
