import type { LoggedRequest, PresetName } from "../../simulator";
import { seededRandom } from "../../simulator/random";
import { World } from "../../tests/support/world";
import { drawChapters, type LongStory, longStories } from "./chapters";
import { type AfterPost, calm, drawDisturbances, drawRun, pick, type RunDraws } from "./draws";
import { Engine, type Program } from "./engine";
import { Truth } from "./truth";

/** Commands of a chapter that may be disturbed, and such as may be needed afterwards. */
const disturbedRuns = 6;
const calmRuns = 4;

/** Droplets of others, on each of which an event begins every ten seconds: 240 actions a minute. */
const busyNeighbours = Array.from({ length: 40 }, (_, index) => 1_000 + index);

export interface Finding {
  readonly story: string;
  readonly differences: readonly string[];
}

/** One resource from its first deployment to its last; undefined if all was well. */
export async function round(
  seed: number,
  preset: PresetName,
  tell: (line: string) => void = () => undefined,
): Promise<Finding | undefined> {
  const random = seededRandom(seed);
  const story: LongStory = pick(random, longStories);
  const chapters = drawChapters(random, story);
  const { rules, switches, effects, aheadSeconds, afterPosts, isBusy } = drawDisturbances(random);
  let isCalm = false;
  const neighbours = isBusy ? busyNeighbours : [];
  let nextNeighbourAt = 0;
  const asSeen = preset === "realistic";
  const world: World = await World.start({
    preset,
    droplets: [{ id: 42, tags: ["web"], ...story.droplet }, ...neighbours.map((id) => ({ id }))],
    durations: asSeen ? {} : { snapshot: 90, resize: 60, rebuild: 30, restore: 30 },
    faults: rules,
    switches: asSeen ? switches : { ...switches, ...effects },
    aheadSeconds,
    seed,
    httpTimeout: 300,
    onRequest: (request) => {
      tell(`${new Date(world.clock.now()).toISOString()} ${told(request)}`);
      if (request.method === "POST" && !isCalm) strike(world, afterPosts);
      if (neighbours.length === 0 || world.clock.now() < nextNeighbourAt) return;
      for (const id of neighbours) world.simulator.startForeignEvent(id, 5);
      nextNeighbourAt = world.clock.now() + 10_000;
    },
  });
  try {
    const [backup] = world.simulator.backups(42);
    if (random() < 0.2) world.simulator.startForeignEvent(42, Math.floor(random() * 90));
    const engine = new Engine(world, story.kind);
    const truth = new Truth(
      world,
      story,
      afterPosts.some(({ clockJump }) => clockJump > 0),
    );
    let program: Program | undefined = {
      name: "web",
      args: backup ? { ...story.args, image: backup.id } : story.args,
    };
    let end: End = "quiet";
    for (const [index, chapter] of chapters.entries()) {
      const next = chapters[index + 1];
      program = program && chapter.change(program, index);
      tell(`-- ${chapter.title}: ${JSON.stringify(program)}`);
      truth.begins(chapter);
      let givenUp = false;
      let run = 0;
      do {
        isCalm = run >= disturbedRuns;
        const draws = isCalm ? calm : drawRun(random);
        if (isCalm) world.simulator.faults.clear();
        const before = world.simulator.requests.length;
        end = await command(world, engine, program, draws);
        tell(`-- ${end}: ${JSON.stringify(draws)} ${engine.reasons.join(" ")}`);
        // One that was killed may have been about to fail.
        const refused = world.simulator.requests.slice(before).some(({ status }) => status === 401);
        if (end === "failed" || (end === "killed" && refused)) truth.failed();
        else if (end === "killed") truth.killed();
        // Where the engine has saved nothing, no other program can change it.
        givenUp = end !== "quiet" && draws.impatient && next !== undefined && engine.hasState;
        run++;
      } while (end !== "quiet" && !givenUp && run < disturbedRuns + calmRuns);
      if (end === "quiet") truth.ended(engine.outputs);
      else if (!givenUp) break;
      else if (next?.supersedes) truth.givenUp();
    }
    world.clock.advance(3_600);
    const differences = truth.differences(end === "quiet");
    if (differences.length === 0) return undefined;
    const titles = chapters.map(({ title }) => title).join(", ");
    return { story: `${story.kind} ${JSON.stringify(story.args)} (${titles})`, differences };
  } finally {
    await world.stop();
  }
}

type End = "quiet" | "killed" | "failed";

/** A refresh, if drawn, and an up. */
async function command(
  world: World,
  engine: Engine,
  program: Program | undefined,
  { death, refresh, short, ended, passes, clockJump }: RunDraws,
): Promise<End> {
  if (refresh) {
    await engine.refresh().catch(() => undefined);
    await world.endProcess();
  }
  const timed = program && short ? withTimeout(program) : program;
  const up = engine.up(timed).then(
    (quiet) => (quiet ? ("quiet" as const) : ("failed" as const)),
    () => "failed" as const,
  );
  const killed = death && world.killAt(death.nth, death.when).then(() => "killed" as const);
  const end = await (killed ? Promise.race([killed, up]) : up);
  if (end !== "killed" && ended) await world.endProcess();
  else world.newProcess();
  world.clock.advance(passes);
  world.clock.set(clockJump);
  return end;
}

const withTimeout = ({ name, args }: Program): Program => ({
  name,
  args: { ...args, timeoutSeconds: 60 },
});

/** What is drawn for this POST happens before its answer arrives. */
function strike(world: World, afterPosts: readonly AfterPost[]): void {
  const nth = world.simulator.requests.filter(({ method }) => method === "POST").length;
  for (const { rules, clockJump } of afterPosts.filter((one) => one.nth === nth)) {
    for (const rule of rules) world.simulator.faults.add(rule);
    world.clock.set(clockJump);
  }
}

const told = ({ method, path, actionType, actionIds, status, fault }: LoggedRequest) =>
  [method, path, actionType, actionIds.join(), status ?? "no answer", fault ? "(fault)" : ""].join(
    " ",
  );
