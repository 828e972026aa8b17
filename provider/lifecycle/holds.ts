import type { DigitalOcean } from "../api/digitalocean";
import type { ResourceDefinition } from "../resources/define";
import { createProgress } from "../run/progress";
import type { Call } from "./call";

type Verb<Rest extends unknown[], Result> = (
  definition: ResourceDefinition,
  call: Call,
  ...rest: Rest
) => Promise<Result>;

/** A verb that tells on the resource's own row when all requests wait because the rate limit is used up. */
export function showingHolds<Rest extends unknown[], Result>(
  verb: Verb<Rest, Result>,
): Verb<Rest, Result> {
  return async (definition, call, ...rest) => {
    const progress = createProgress(call.clock, call.status);
    const watched = new Map<DigitalOcean, () => void>();
    const api = () => {
      const used = call.api();
      if (!watched.has(used)) {
        const stop = used.budget.onHold((since, until) =>
          progress.waiting(holdUntil(until), since),
        );
        watched.set(used, stop);
      }
      return used;
    };
    try {
      return await verb(definition, { ...call, api }, ...rest);
    } finally {
      for (const stop of watched.values()) stop();
    }
  };
}

const holdUntil = (until: number) =>
  `DigitalOcean's rate limit is used up, waiting until ${new Date(until).toISOString().slice(11, 16)} (UTC)`;
