import { killedAt } from "./killed";
import { stories } from "./stories";

/**
 * With the journal in a bucket: a process is killed at its nth request, of those to DigitalOcean and to the bucket
 * alike, and the next `up` runs on another computer, whose only knowledge is the bucket.
 */

/** Those whose action must not run twice or takes the power, request by request; of the others some. */
const thorough = ["DropletReboot", "DropletResize", "DropletSnapshot", "DropletRestore"];

describe.each(["before", "after"] as const)("killed %s a request", (when) => {
  test.each(stories)(
    "$kind $args posts $posts once, also on another computer",
    async (story) => {
      const step = thorough.includes(story.kind) ? 1 : 5;
      for (let nth = 1; ; nth += nth > 40 ? 9 : step) {
        const { ended, ...seen } = await killedAt(story, nth, when, { inBucket: true });
        if (ended) break;
        expect({ nth, ...seen }).toEqual({
          nth,
          reasons: [],
          posts: story.posts,
          status: story.status ?? "active",
        });
      }
    },
    600_000,
  );
});
