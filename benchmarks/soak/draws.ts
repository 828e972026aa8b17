import type { FaultRule, SimulatorSwitches } from "../../simulator";

/** What disturbs the rounds, drawn from lists. */

export type Random = () => number;

export const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

const below = (random: Random, end: number) => Math.floor(random() * end);

const losses: readonly FaultRule["fault"][] = [
  { when: "after", status: 500 },
  { when: "after", status: 504, body: "<title>Gateway Time-out</title>" },
  { when: "after", connection: "reset" },
  { connection: "truncate" },
  { status: 503 },
  { connection: "reset" },
  { status: 429, headers: { "retry-after": "3" }, body: {} },
];

/** How reads fail, and how often at most: each hanging one takes a while in earnest. */
const outages: readonly { readonly fault: FaultRule["fault"]; readonly most: number }[] = [
  { fault: { status: 500 }, most: 60 },
  { fault: { status: 503 }, most: 60 },
  { fault: { status: 401, body: {} }, most: 3 },
  { fault: { connection: "reset" }, most: 60 },
  { fault: { connection: "hang" }, most: 3 },
];

/** Which reads fail together. */
const reads: readonly RegExp[] = [
  /^\/v2\/droplets\/42\/actions$/,
  /^\/v2\/(droplets\/42\/)?actions(\/\d+)?$/,
  /^\/v2\/droplets(\/42)?$/,
  /^\/v2\/(droplets\/42\/)?snapshots/,
  /./,
];

/** What an NTP client or a person does to a clock, in seconds. */
const clockJumps = [-900, -120, -20, 20, 45, 120, 900] as const;

/** Between an action POST, accepted or not, and its answer. */
export interface AfterPost {
  readonly nth: number;
  readonly rules: readonly FaultRule[];
  readonly clockJump: number;
}

export interface Disturbances {
  readonly rules: FaultRule[];
  readonly switches: Partial<SimulatorSwitches>;
  /** When and how effects show, where no preset says it. */
  readonly effects: Partial<SimulatorSwitches>;
  /** Whether others fill the account's list of actions. */
  readonly isBusy: boolean;
  readonly aheadSeconds: number;
  readonly afterPosts: readonly AfterPost[];
}

export function drawDisturbances(random: Random): Disturbances {
  const rules: FaultRule[] = [];
  while (random() < 0.6 && rules.length < 4) {
    rules.push({
      method: random() < 0.7 ? "POST" : "GET",
      nth: 1 + below(random, 4),
      fault: pick(random, losses),
    });
  }
  // What is read before a POST may take minutes under the rate limit.
  if (random() < 0.3) {
    const fault = { status: 429, headers: { "retry-after": "60" }, body: {} };
    const [nth, times] = [1 + below(random, 4), 1 + below(random, 4)];
    rules.push({ method: "GET", path: pick(random, reads), nth, times, fault });
  }
  const afterPosts: AfterPost[] = [];
  while (random() < 0.5 && afterPosts.length < 3) afterPosts.push(drawAfterPost(random));
  return {
    rules,
    afterPosts,
    aheadSeconds: random() < 0.3 ? pick(random, [-600, -45, 45, 600]) : 0,
    switches: {
      actionVisibleAfterSeconds: random() < 0.3 ? below(random, 8) : 0,
      actionListOrder: pick(random, ["newest-first", "oldest-first", "shuffled"]),
      // A list that lags for longer than the look-up of a lost answer takes, which is ten seconds, deceives it.
      actionListLagSeconds: random() < 0.2 ? pick(random, [3, 9]) : 0,
      listOrder: pick(random, ["oldest-first", "shuffled"]),
      lockedDuringActions: random() < 0.3,
    },
    effects: {
      effectLagSeconds: below(random, 10),
      completedAtNull: random() < 0.3,
    },
    isBusy: random() < 0.2,
  };
}

function drawAfterPost(random: Random): AfterPost {
  const rules: FaultRule[] = [];
  while (random() < 0.5 && rules.length < 2) {
    const { fault, most } = pick(random, outages);
    // Some looks may go well before.
    const nth = 1 + below(random, 3);
    rules.push({
      method: "GET",
      path: pick(random, reads),
      nth,
      times: 1 + below(random, most),
      fault,
    });
  }
  return {
    nth: 1 + below(random, 4),
    rules,
    clockJump: random() < 0.5 ? pick(random, clockJumps) : 0,
  };
}

export interface Death {
  readonly nth: number;
  readonly when: "before" | "after";
}

/** What is drawn anew for each command. */
export interface RunDraws {
  readonly death: Death | undefined;
  readonly refresh: boolean;
  /** A time that is over soon. */
  readonly short: boolean;
  /** Whether an end that is no kill is one that the provider hears of. */
  readonly ended: boolean;
  readonly passes: number;
  readonly clockJump: number;
  /** Whether the program changes although this run was not quiet. */
  readonly impatient: boolean;
}

export const drawRun = (random: Random): RunDraws => ({
  death:
    random() < 0.5
      ? { nth: 1 + below(random, 30), when: pick(random, ["before", "after"]) }
      : undefined,
  refresh: random() < 0.3,
  short: random() < 0.2,
  ended: random() < 0.5,
  passes: below(random, 300),
  clockJump: random() < 0.2 ? pick(random, clockJumps) : 0,
  impatient: random() < 0.2,
});

/** Nothing disturbs: what is left is brought to its end. */
export const calm: RunDraws = {
  death: undefined,
  refresh: false,
  short: false,
  ended: true,
  passes: 300,
  clockJump: 0,
  impatient: false,
};
