import { actions, type ActionType } from "../actions";
import type { Post } from "../actions/post";
import { isKind } from "../errors";
import type { Run } from "./run";

/** "posted": accepted, or perhaps accepted. "not now": nothing was accepted; look at the Droplet again. */
export type Sent =
  { readonly outcome: "posted"; readonly post: Post } | { readonly outcome: "not now" };

const betweenTries = 3_000;

/** Sends one action POST, once, and notes it in the change. The only place that does. */
export async function sendPost(run: Run, type: ActionType, body: Post["body"] = {}): Promise<Sent> {
  const { api, change, clock } = run;
  const { scopes, before, alreadySo } = actions[type];
  const post: Post = {
    type,
    body,
    before: await before?.(api, change.dropletId),
    sentAt: new Date(clock.now()).toISOString(),
    actionId: null,
    status: "unknown",
    startedAt: null,
    completedAt: null,
    settled: false,
  };
  try {
    const { deadline } = run;
    const action = await api.postAction(change.dropletId, { type, body, scopes, deadline });
    change.posts.push(post);
    note(post, action);
  } catch (error) {
    if (isKind(error, "LostAnswerError")) {
      change.posts.push(post);
      return { outcome: "posted", post };
    }
    if (!isKind(error, "AnswerError") || error.facts.httpStatus !== 422) throw error;
    const answer = (error as unknown as { answer: string }).answer.toLowerCase();
    // A foreign event, such as an automatic backup, a volume or somebody's own action: it passes.
    if (!answer.includes("pending event") && !alreadySo?.test(answer)) throw error;
    run.progress.waiting(
      alreadySo?.test(answer)
        ? `${type}: DigitalOcean says it is so already, waiting until it shows`
        : `${type}: waiting for another event on the Droplet to end`,
      run.began,
    );
    await clock.sleep(betweenTries);
    return { outcome: "not now" };
  }
  return { outcome: "posted", post };
}

/** Copies what DigitalOcean says of the action into the change. */
export function note(
  post: Post,
  action: { id: number; status: string; startedAt: string; completedAt: string | null },
): void {
  post.actionId = action.id;
  post.startedAt = action.startedAt;
  post.completedAt = action.completedAt;
  post.status =
    action.status === "completed" || action.status === "errored" ? action.status : "in-progress";
}
