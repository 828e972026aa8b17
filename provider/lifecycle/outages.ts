import { minutes, outageOf } from "../plan/describe";
import type { Steps } from "../plan/plan";
import { dropletsIn, type Seen } from "../resources/define";
import { type Context, nameOf, type Request } from "../run/context";

/**
 * The engine plans one resource after the other and tells no provider which is the last, so each further one that
 * takes a Droplet down says the sum so far. Of several Droplets it is the one that is down the longest.
 */
export function downtimeInAll(
  { session: { outages }, urn }: Context,
  { definition }: Request,
  plan: Steps,
  seen: Seen,
): string[] {
  const droplets = dropletsIn(seen);
  const outage = outageOf(plan.batch ? plan.steps.slice(0, 1) : plan.steps, droplets);
  if (!outage) return [];
  const own = `${definition.name} "${nameOf(urn)}"`;
  const sums = droplets
    .filter(({ status }) => status !== "off")
    .map(({ id }) => {
      const all = (outages.get(id) ?? new Map<string, number>()).set(own, outage.seconds);
      outages.set(id, all);
      const others = [...all.keys()].filter((one) => one !== own);
      return { id, others, seconds: [...all.values()].reduce((sum, one) => sum + one, 0) };
    })
    .filter(({ others }) => others.length > 0)
    .sort((a, b) => b.seconds - a.seconds);
  return sums
    .slice(0, 1)
    .map(
      ({ id, others, seconds }) =>
        `With ${others.join(" and ")}, Droplet ${id} is down for about ${minutes(seconds)} in all so far`,
    );
}
