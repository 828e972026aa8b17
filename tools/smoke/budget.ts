import { SmokeError } from "./guard";

/** Fields of `/v2/sizes`. */
export interface Size {
  readonly slug: string;
  readonly memory: number;
  /** GiB */
  readonly disk: number;
  readonly price_hourly: number;
  readonly regions: readonly string[];
  readonly available: boolean;
  readonly gpu_info?: unknown;
}

/** Fields of `/v2/regions`. */
export interface Region {
  readonly slug: string;
  readonly available: boolean;
}

export interface Plans {
  readonly smallest: Size;
  /** What the smallest is resized to. */
  readonly next: Size;
  readonly region: string;
}

/** One for the product, and one for the questions that the product does not ask. */
export const dropletCount = 2;

/** A run is stopped after so long, so that it cannot cost more than was reckoned. */
export const mostHours = 2;

/** US dollars a month for each GiB of a snapshot, of which DigitalOcean bills one cent at least. */
const snapshotDollarsPerGigabyte = 0.06;
const leastDollars = 0.01;
const hoursOfMonth = 672;

/** Daily backups cost so much of the Droplet's own price. */
const shareOfBackups = 0.3;

export function choosePlans(sizes: readonly Size[], regions: readonly Region[]): Plans {
  const open = new Set(regions.filter(({ available }) => available).map(({ slug }) => slug));
  const offered = sizes
    .filter((size) => size.available && size.gpu_info === undefined)
    .filter((size) => size.regions.some((region) => open.has(region)))
    .sort((one, other) => one.price_hourly - other.price_hourly || one.memory - other.memory);
  const [smallest] = offered;
  for (const next of offered.slice(1)) {
    const region = smallest?.regions.find((slug) => open.has(slug) && next.regions.includes(slug));
    if (!smallest || region === undefined) continue;
    if (next.price_hourly > smallest.price_hourly && next.disk >= smallest.disk) {
      return { smallest, next, region };
    }
  }
  throw new SmokeError(
    "The account offers no two plans in one region, so no Droplet could be resized. Ask DigitalOcean's support why /v2/sizes is so short.",
  );
}

/** US dollars at most, as if all ran for the longest time on the dearer plan, with backups. */
export function mostDollars({ next }: Plans): number {
  const droplets = dropletCount * mostHours * next.price_hourly * (1 + shareOfBackups);
  const snapshot = (next.disk * snapshotDollarsPerGigabyte * mostHours) / hoursOfMonth;
  return droplets + Math.max(leastDollars, snapshot);
}

/** Throws if the run may cost more than is allowed. */
export function checkBudget(dollars: number, budgetDollars: number): void {
  if (dollars <= budgetDollars) return;
  throw new SmokeError(
    `The run may cost $${dollars.toFixed(3)}, and DROPLET_ACTIONS_SMOKE_BUDGET allows $${budgetDollars.toFixed(2)}. Raise it to allow that.`,
  );
}
