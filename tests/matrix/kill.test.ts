import { killedAt } from "./killed";
import { stories } from "./stories";

/**
 * A process is killed at its nth request, before it was sent or after it was answered, and the next `up` calls
 * create again, as the engine does. With the journal, nothing is sent twice and the power is as it was.
 */

describe.each(["before", "after"] as const)("killed %s a request", (when) => {
  test.each(stories)(
    "$kind $args posts $posts once, whichever request it was",
    async (story) => {
      for (let nth = 1; ; nth++) {
        const { ended, ...seen } = await killedAt(story, nth, when);
        if (ended) break;
        expect({ nth, ...seen }).toEqual({
          nth,
          reasons: [],
          posts: story.posts,
          status: story.status ?? "active",
        });
        // Late ones are mostly polls; what the one half does not hit, the other does.
        if (nth >= (when === "before" ? 12 : 13)) nth++;
      }
    },
    300_000,
  );
});
