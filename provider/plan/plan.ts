import type { ErrorPage } from "../errorPages";

/** The inputs of that name. */
export interface PowerOptions {
  readonly gracefulShutdown: boolean;
  readonly shutdownTimeoutSeconds: number;
  readonly forcePowerOff: boolean;
}

/** Ask the Droplet to shut down, and power it off if it does not listen. */
export interface TurnOff {
  readonly do: "turn off";
  readonly options: PowerOptions;
  /** The power is restored at the end of the operation. */
  readonly restoresPower: boolean;
}

export interface PostStep {
  readonly do: "post";
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The Droplet, where it is not the operation's own. */
  readonly dropletId?: string;
  /** What it does, for the preview, when the type alone does not say it all. */
  readonly text?: string;
  /** The Droplet does not serve while it runs, although it could with this type of action. */
  readonly down?: boolean;
  /** What cannot be undone, beside what never can with this type of action, as a part of a sentence. */
  readonly permanent?: string;
  /** What it leaves at DigitalOcean for good, as a sentence. */
  readonly leaves?: string;
}

/** One POST for all Droplets of a tag. */
export interface PostByTag extends Omit<PostStep, "do" | "dropletId"> {
  readonly do: "post by tag";
}

/** Deletes one of the resource's own snapshots for good. */
export interface DeleteSnapshot {
  readonly do: "delete snapshot";
  readonly snapshotId: string;
  /** Names it with its date and size, for the preview. */
  readonly text: string;
}

export type Step = TurnOff | PostStep | PostByTag | DeleteSnapshot;

export interface Warning {
  readonly text: string;
  readonly page: ErrorPage;
}

/** What is left to do, in order; nothing if the Droplet matches the inputs. */
export interface Steps {
  readonly steps: readonly Step[];
  /** Sentences for the preview beside the steps. */
  readonly notes: readonly string[];
  /** Sentences about what looks wrong, and may be right all the same. */
  readonly warnings?: readonly Warning[];
  /** The steps are one for each Droplet of a tag: so many of them at a time, and the first failure stops the rest. */
  readonly batch?: { readonly size: number; readonly text: string };
}

/** Why what is declared cannot or may not be done. */
export interface Refusal {
  readonly page: ErrorPage;
  readonly input: string;
  /** Follows "<input> ": the value, the rule and the way out. */
  readonly reason: string;
  readonly next: string;
  /** Rests on something that may be different at the time of `up`, such as power: a warning in preview. */
  readonly mayChange: boolean;
}

export type Plan = Steps | Refusal;

export const isRefusal = (plan: Plan): plan is Refusal => "reason" in plan;

export const nothing: Steps = { steps: [], notes: [] };

export const steps = (...list: Step[]): Steps => ({ steps: list, notes: [] });

type More = Partial<Pick<PostStep, "text" | "down" | "permanent" | "leaves" | "dropletId">>;

export const post = (type: string, body: PostStep["body"] = {}, more: More = {}): PostStep => ({
  do: "post",
  type,
  body,
  ...more,
});

export const postByTag = (type: string, body: PostStep["body"], more: More): PostByTag => ({
  ...post(type, body, more),
  do: "post by tag",
});

export const refuse = (
  page: ErrorPage,
  input: string,
  reason: string,
  next: string,
  { mayChange = false } = {},
): Refusal => ({ page, input, reason, next, mayChange });
