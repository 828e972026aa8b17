import type { ActionType } from "../actions";

/** Ask the Droplet to shut down, and power it off if it does not listen. */
export interface TurnOff {
  readonly do: "turn off";
  readonly graceful: boolean;
  readonly graceSeconds: number;
  readonly force: boolean;
  /** The power is put back at the end of the change. */
  readonly owed: boolean;
}

export interface PostStep {
  readonly do: "post";
  readonly type: ActionType;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it does, for the preview, when the type alone does not say it all. */
  readonly text?: string;
  /** The Droplet does not serve while it runs. */
  readonly down?: boolean;
  /** What cannot be undone, as a sentence. */
  readonly permanent?: string;
}

export type Step = TurnOff | PostStep;

/** What is left to do, in order; nothing if the Droplet is as declared. */
export interface Steps {
  readonly steps: readonly Step[];
  /** Sentences for the preview beside the steps. */
  readonly notes: readonly string[];
}

/** Why what is declared cannot or may not be done. */
export interface Refusal {
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

export const post = (
  type: ActionType,
  body: PostStep["body"] = {},
  more: Pick<PostStep, "text" | "down" | "permanent"> = {},
): PostStep => ({ do: "post", type, body, ...more });

export const refuse = (
  input: string,
  reason: string,
  next: string,
  { mayChange = false } = {},
): Refusal => ({ input, reason, next, mayChange });
