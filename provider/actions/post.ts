/** One action POST of a change, as far as it is known. Kept in state, so plain JSON. */
export interface Post {
  readonly dropletId: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** When it left, or was about to leave; by our clock, ISO 8601. */
  sentAt: string;
  /** When its answer turned out to be lost. */
  lostAt?: string;
  /** The action was found by looking it up, so it is ours only if its effect is. */
  adopted?: boolean;
  /** Null as long as no answer named it. */
  actionId: number | null;
  /** "unknown": the answer was lost, and DigitalOcean may or may not have accepted the POST. */
  status: "unknown" | "in-progress" | "completed" | "errored";
  startedAt: string | null;
  completedAt: string | null;
  /** Seconds that this type of action usually took on this Droplet; absent if it has not run there. */
  readonly usual?: number | undefined;
  /** How far DigitalOcean's clock was ahead of ours then, in milliseconds; absent if it did not tell. */
  readonly skew?: number | undefined;
  /** Its effect was seen, or nobody waits for it any more. */
  settled: boolean;
  /** A shutdown whose grace is still watched: it is not waited for as an action. */
  inGrace?: boolean;
  /** The Droplet was on just before it and may be off by it, so the change owes the power until it is put back. */
  owesPower?: boolean;
  /** What was there before, for telling the effect from it. */
  readonly before?: Before | undefined;
}

export interface Before {
  /** Actions of this type on the Droplet's list. */
  readonly actionIds?: readonly number[];
  readonly snapshotIds?: readonly string[];
  readonly status?: string;
}

/** A shutdown that may still land. */
export const isInGrace = ({ inGrace, settled }: Post): boolean => inGrace === true && !settled;

/** Somebody waits for the end of its action, or for its effect. */
export const isAwaited = ({ inGrace, settled }: Post): boolean => !settled && !inGrace;

/** Its type, and its action if an answer named it. */
export const titleOf = ({ type, actionId }: Pick<Post, "type" | "actionId">): string =>
  actionId === null ? type : `${type} (action ${actionId})`;
