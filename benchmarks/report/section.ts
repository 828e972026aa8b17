import type { Refusal } from "../../tools/pulumiInstallation";
import type { Doctl } from "../../tools/doctl";

/** A figure of ours that has a target, and what became of it. */
export interface Verdict {
  readonly figure: string;
  readonly target: string;
  readonly measured: string;
  readonly ok: boolean;
  /** Where the time or the requests go, for a figure that may miss its target. */
  readonly ifMissed?: string;
}

/** What one part has measured. */
export interface Section {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly how: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
  /** Why there are no figures. */
  readonly skipped?: string;
}

/** What all parts are given. */
export interface Context {
  readonly seed: number;
  /** DigitalOcean's own CLI, or why there is none. */
  readonly doctl: Doctl | Refusal;
  /** Tells on the terminal how far it is. */
  readonly say: (line: string) => void;
}

export interface Part {
  readonly name: string;
  readonly typicalSeconds: number;
  readonly run: (context: Context) => Promise<Section>;
}
