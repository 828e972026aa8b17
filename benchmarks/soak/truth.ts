import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Outputs } from "../../provider/resources/define";
import { openRecords } from "../../tests/support/openRecords";
import type { World } from "../../tests/support/world";
import type { Chapter, LongStory } from "./chapters";

/** These only serve others, and are taken back where a change could not continue. */
const switching = ["shutdown", "power_off", "power_on"];
const others = (posts: readonly string[]) => posts.filter((type) => !switching.includes(type));

/** What the account must show: kept while the story lasts, and compared at its end. */
export class Truth {
  private readonly wanted: string[] = [];
  /** Accepted POSTs of the chapters that are over. */
  private past = 0;
  /** Posts of the chapter that runs, and of such as it continues with. */
  private readonly pending: string[] = [];
  private removed = false;
  /** By when they were created: the resource's own snapshots, and such as nothing deletes. */
  private readonly own: number[] = [];
  private readonly left: number[] = [];
  private status: string;
  /** What fails or is given up half-way restores the power, and the next run takes it again. */
  private powerMayReturn = false;
  private readonly findings: string[] = [];

  constructor(
    private readonly world: World,
    private readonly story: LongStory,
    /** A clock that is set forward while a shutdown has its grace ends that early. */
    private readonly graceMayBeCut: boolean,
  ) {
    this.status = story.status ?? "active";
  }

  /** A run has not finished, and nobody killed it. */
  failed(): void {
    this.powerMayReturn = true;
  }

  /** One that had restored the power before its work was done was about to fail. */
  killed(): void {
    const types = this.presentTypes();
    const isUnfinished = others(this.pending).some((type) => !types.includes(type));
    if (isUnfinished && types.includes("power_on")) this.failed();
  }

  begins({ title, posts }: Chapter): void {
    if (title === "removed") this.removed = true;
    // What a removal switches to may be there already, where the change before it never came to that.
    if (this.removed && this.status === this.story.statusRemoved) return;
    this.pending.push(...posts(this.story));
  }

  /** The program wants something else before this is at its end: what it has posted counts, and is not repeated. */
  givenUp(): void {
    this.failed();
    // Where power is not the aim, what was taken before is to be restored, by whichever run.
    if (this.present().length === 0 && this.aimsAtPower()) {
      this.status = this.world.simulator.droplet(42).status;
    }
    const types = this.present().map(({ actionType }) => String(actionType));
    this.pending.splice(0, Infinity, ...new Set(types));
    this.chapterOver();
  }

  ended(outputs: Outputs): void {
    this.chapterOver();
    // It keeps the last: all others of its own are deleted, also those of runs that did not finish.
    this.own.splice(0, this.own.length - 1);
    const images = this.world.simulator.snapshots(42);
    const own = images.find(({ createdAt }) => createdAt === this.own[0]);
    if (this.own.length > 0 && outputs["snapshotId"] !== String(own?.id)) {
      this.findings.push(`snapshotId is ${String(outputs["snapshotId"])}, not its own`);
    }
  }

  private chapterOver(): void {
    const { simulator } = this.world;
    const createdAfter = simulator.switches.snapshotCreatedAfterSeconds * 1000;
    const begun = this.present()
      .filter(({ actionType }) => actionType === "snapshot")
      .flatMap(({ actionIds }) => actionIds)
      .map((id) => simulator.action(id).startedAt + createdAfter);
    this.past += this.present().length;
    this.wanted.push(...this.pending.splice(0));
    (this.story.kind === "DropletSnapshot" ? this.own : this.left).push(...begun);
    if (!this.removed) return;
    this.own.splice(0);
    this.status = this.story.statusRemoved ?? this.status;
  }

  /** All that is not as it must be. */
  differences(quiet: boolean): string[] {
    const { simulator } = this.world;
    const all = simulator.posts().accepted.map(({ actionType }) => String(actionType));
    const posts = all.filter(
      (type, index) =>
        !(this.graceMayBeCut && type === "power_off" && all[index - 1] === "shutdown"),
    );
    // Where power is the aim, no change restores it.
    const exact = !this.powerMayReturn || this.aimsAtPower();
    const asSeen = (all: readonly string[]) => (exact ? all : others(all));
    const seen = JSON.stringify({
      quiet,
      posts: asSeen(posts),
      status: simulator.droplet(42).status,
      snapshots: simulator.snapshots(42).map(({ createdAt }) => createdAt),
    });
    const wanted = JSON.stringify({
      quiet: true,
      posts: asSeen(this.wanted),
      status: this.status,
      snapshots: [...this.left, ...this.own],
    });
    return [
      ...this.findings,
      ...(seen === wanted ? [] : [`${seen}, wanted ${wanted}`]),
      ...(quiet ? this.openRecords() : []),
    ];
  }

  private aimsAtPower(): boolean {
    return others(this.story.posts).length === 0;
  }

  /** Accepted POSTs of this chapter. */
  private present() {
    return this.world.simulator.posts().accepted.slice(this.past);
  }

  private presentTypes(): string[] {
    return this.present().map(({ actionType }) => String(actionType));
  }

  private openRecords(): string[] {
    const { folder } = this.world;
    const files = readdirSync(folder).map((name) => join(folder, name));
    return openRecords(files).map((text) => `the journal still holds ${text}`);
  }
}
