import { killedAt } from "./killed";
import { stories } from "./stories";

/**
 * With the journal in a bucket: a process is killed at its nth request, of those to DigitalOcean and to the bucket
 * alike, and the next `up` runs on another computer, whose only knowledge is the bucket.
 */

/**
 * One that must not run twice, and one that takes the power. That both homes are alike is tested with the store, and
 * `npm run kills -- --bucket` kills at any moment.
 */
const chosen = stories.filter(({ kind }) => ["DropletReboot", "DropletResize"].includes(kind));
const step = 4;

describe.each(["before", "after"] as const)("killed %s a request", (when) => {
  test.each(chosen)(
    "$kind $args posts $posts once, also on another computer",
    async (story) => {
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
