import { newbornSeconds } from "../account/account";
import { DropletActionsError, isRateLimit, isTransient } from "../errors";
import { isInGrace } from "../operation/fold";
import { isRefusal, type Plan, type PostStep, type Step } from "../plan/plan";
import { isPresent, type Present, type Seen } from "../resources/define";
import { deleteSnapshot } from "./deleteSnapshot";
import { runBatch, runByTag, runOneByOne } from "./send/byTag";
import { lookUp } from "./wait/lookUp";
import { prepareSteps, sendPost } from "./send/post";
import { landsLate } from "./power/restore";
import { whyOff } from "./power/whyOff";
import { markPosts } from "./record";
import { once, planOf } from "./context";
import {
  destroyed,
  refused,
  type Run,
  sleepUnlessUnwanted,
  stopIfUnwanted,
  subjectOf,
} from "./run";
import { settleAll } from "./wait/settle";
import { turnOff } from "./power/turnOff";
import { untilNextLook } from "./wait/wait";

/**
 * Brings the Droplet to what is declared: wait for what was sent, look, plan, take the first step, and again from the
 * beginning. The plan is made once more before every POST because the world may have changed during any wait; and an
 * operation that was interrupted is resumed in the same way.
 */
export async function advanceToEnd(run: Run): Promise<Present<Seen>> {
  const said = new Set<string>();
  for (;;) {
    try {
      const seen = await advance(run, said);
      if (seen) return seen;
    } catch (error) {
      const isOver = run.clock.now() >= run.deadline;
      if (isOver && isTransient(error)) throw timedOut(run, error as Error);
      // A read that gave up waiting for the rate limit is repeated as long as there is time.
      if (isOver || !isRateLimit(error)) throw error;
    }
  }
}

/** Whether a shutdown has left at all decides whether power must be restored: the Droplet may be off for another reason. */
async function findShutdown(run: Run): Promise<void> {
  const lost = run.log.posts.find((post) => isInGrace(post) && post.action === null);
  if (lost) await lookUp(run, lost, run.deadline);
}

/** One round; what is seen when nothing is left to do. */
async function advance(run: Run, said: Set<string>): Promise<Present<Seen> | undefined> {
  const { log } = run;
  stopIfUnwanted(run);
  await findShutdown(run);
  await settleAll(run);
  const seen = await lookOnceCreated(run);
  if (seen.droplet.status === "off") {
    // Whatever has turned it off, a shutdown has no more to do.
    await markPosts(run, "released", log.posts.filter(isInGrace));
  }
  const plan = planOf(run, run, seen, log.operation);
  if (isRefusal(plan)) throw refused(plan, run);
  for (const note of plan.notes) once(said, note, () => run.say(note));
  for (const { text, page } of plan.warnings ?? []) {
    once(said, text, () => run.say(text, page));
  }
  await noteWhyOff(run, seen, plan);
  const [step] = plan.steps;
  if (!step) return (await landsLate(run)) ? undefined : seen;
  if (run.clock.now() >= run.deadline) throw timedOut(run);
  notePlanned(run, step, plan.batch?.text);
  const oneByOne = plan.steps.filter(isForOneOfTag);
  if (plan.batch) await runBatch(run, seen, oneByOne, plan.batch.size);
  else if (oneByOne.length > 0) await runOneByOne(run, oneByOne);
  else if (step.do === "delete snapshot") await deleteSnapshot(run, step);
  else if (await prepareSteps(run, plan.steps)) {
    if (step.do === "turn off") await turnOff(run, step);
    else if (step.do === "post by tag") await runByTag(run, step);
    else await sendPost(run, step);
  }
  return undefined;
}

/** Asked before anything is sent, and said at the end. */
async function noteWhyOff(run: Run, { droplet }: Present<Seen>, plan: Plan): Promise<void> {
  const { log, planned } = run;
  if (planned.whyOff !== undefined || log.posts.length > 0) return;
  planned.whyOff = "";
  try {
    planned.whyOff = (await whyOff(run, droplet, plan)) ?? "";
  } catch (error) {
    // What is only said decides nothing, whatever else than the end of the run keeps it from being read.
    if (run.cancelled()) throw error;
  }
}

function notePlanned({ planned }: Run, step: Step, ofBatch: string | undefined): void {
  const isPost = step.do === "post" || step.do === "post by tag";
  if (isPost && ofBatch) planned.texts.set(step.type, planned.texts.get(step.type) ?? ofBatch);
  else if (isPost && step.text) planned.texts.set(step.type, step.text);
}

/** What the planner needs to see, of a Droplet whose creation has ended. */
export async function lookOnceCreated(run: Run): Promise<Present<Seen>> {
  const { api, attempts, clock, definition, inputs, log } = run;
  // What changes once in months is read once: a read of it that fails later must not end an operation half-way.
  const reader = Object.assign(api.within({}), {
    sizes: async () => (attempts.sizes ??= await api.sizes()),
    kernels: async (dropletId: string) => (attempts.kernels ??= await api.kernels(dropletId)),
  });
  for (;;) {
    const { operation } = log;
    const { from, target } = operation;
    const seen = await definition.look(reader, target, { inputs, from, operation });
    if (!isPresent(seen)) {
      const [sent] = definition.target.input === "dropletId" ? log.posts : [];
      if (sent) throw destroyed(run, sent);
      if (!mayBeNewborn(run)) throw refused(definition.target.missing(target), run);
      await sleepUnlessUnwanted(run, 1_000);
      continue;
    }
    if (seen.droplet.status !== "new") return seen;
    if (clock.now() >= run.deadline) throw timedOut(run);
    run.progress.waiting({ head: "waiting for the new Droplet", usualSeconds: 60 }, run.began);
    await sleepUnlessUnwanted(run, untilNextLook(clock.now(), run.began));
  }
}

const mayBeNewborn = ({ state, log, clock, began }: Run): boolean =>
  state === null && log.operation.posts.length === 0 && clock.now() < began + newbornSeconds * 1000;

const isForOneOfTag = (step: Step): step is PostStep =>
  step.do === "post" && step.dropletId !== undefined;

/** `trouble`: what kept the Droplet from being read. */
function timedOut(run: Run, trouble?: Error): DropletActionsError {
  const { api, attempts, began, limit, log } = run;
  const { id, type } = attempts.blockedBy ?? {};
  const blocked = id
    ? `: ${type} (action ${id}) ran on the Droplet, and one has to end before the next begins; \`doctl compute action get ${id}\` shows whether it has`
    : api.budget.isHeldSince(began)
      ? ": the token's rate limit is used up, perhaps by other tools"
      : trouble
        ? `: ${"reason" in trouble ? String(trouble.reason) : trouble.message}`
        : ": DigitalOcean did not accept an action on the Droplet in this time";
  return new DropletActionsError(
    "timed-out",
    { action: subjectOf(run) },
    log.posts.length
      ? `Timed out (${limit}) before all steps were done`
      : `Timed out (${limit}) before anything was sent${blocked}`,
    log.posts.length
      ? "Run `pulumi up` again to continue; accepted actions are not sent twice"
      : `Run \`pulumi up\` again later, or raise ${limit}`,
  );
}
