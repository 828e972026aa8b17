import { killedAt } from "./killed";
import { stories } from "./stories";

/**
 * With the journal in a bucket: a process is killed at its nth request, of those to DigitalOcean and to the bucket
 * alike, and the next `up` runs on another computer, whose only knowledge is the bucket.
 */

/** One that must not run twice and one that takes the power, at every other request; the others at some. */
const thorough = ["DropletReboot", "DropletResize"];

describe.each(["before", "after"] as const)("killed %s a request", (when) => {
  test.each(stories)(
    "$kind $args posts $posts once, also on another computer",
    async (story) => {
      const step = thorough.includes(story.kind) ? 2 : 16;
      // What the one half does not hit, the other does.
      for (let nth = when === "before" ? 1 : 1 + step / 2; ; nth += nth > 40 ? 20 : step) {
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
