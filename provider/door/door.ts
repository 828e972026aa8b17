import { createClient } from "../api/client";
import { createDigitalOcean, type DigitalOcean } from "../api/digitalocean";
import { httpTimeout, send } from "../api/send";
import { wakeableClock } from "../clock";
import {
  type Configuration,
  type GivenConfiguration,
  readApiUrl,
  readConfiguration,
} from "../configuration";
import { Journal, journalFolder } from "../journal/journal";
import { concealing } from "../journal/secrets";
import { type Call, newSession } from "../lifecycle";
import { connectToEngine } from "./engine";
import { hiding } from "./hiding";

/** What a call of the engine says beyond its properties. */
export interface About {
  readonly urn: string | undefined;
  /** Values of secrets, which no line may spell out. */
  readonly secrets: readonly string[];
  readonly preview?: boolean;
  /** Of the resource option `customTimeouts`. */
  readonly timeoutSeconds?: number | undefined;
}

/** Failed looks at the engine in a row before it counts as gone: a single one may be a hiccup. */
const certain = 3;

/**
 * What both doors have in common: the clients, the journal and the memory of one process, and the way back to the
 * user's screen.
 */
export class Door {
  private readonly clock = wakeableClock();
  private readonly apis = new Map<string, DigitalOcean>();
  private readonly journal = new Journal(journalFolder(), this.clock, (line) =>
    this.engine.log("warning", undefined, line, { ephemeral: false }),
  );
  private readonly running = new Set<{ cancelled: boolean }>();
  private engine = connectToEngine();
  private session = newSession();
  private given: GivenConfiguration = {};
  private failedLooks = 0;
  private interrupted = false;
  private reading = new AbortController();

  connect(address: string | undefined): void {
    this.engine = connectToEngine(address);
  }

  configure(given: GivenConfiguration): void {
    this.given = given;
  }

  /** A new run begins: what was seen and said in an earlier one does not count for it. */
  beginRun(): void {
    this.session = newSession();
  }

  /**
   * For a process that an engine has started: it goes when the engine goes. A CLI that was killed leaves us behind;
   * changes then stop at their next look, and put back the power they owe.
   */
  followEngine(isOrphan: () => boolean = () => false): void {
    setInterval(() => {
      this.failedLooks = isOrphan() || this.engine.isGone() ? this.failedLooks + 1 : 0;
      if (this.isEngineGone() && this.running.size === 0) process.exit(0);
    }, 1_000).unref();
    // The engine ends us so when it has saved all results, and by force otherwise.
    process.on("SIGINT", () => {
      if (this.running.size === 0 && !this.interrupted) this.journal.close();
      process.exit(0);
    });
  }

  /** Ends what is running at its next look, which is at once. Calls that come later are not concerned. */
  cancel(): void {
    if (this.running.size > 0) this.interrupted = true;
    for (const one of this.running) one.cancelled = true;
    // Reads of calls to come get another one.
    this.reading.abort();
    this.reading = new AbortController();
    this.clock.wake();
  }

  /** Hands one call of the engine to the core. All that it says reaches the engine before the answer does. */
  async answer<T>(about: About, work: (call: Call) => T | Promise<T>): Promise<T> {
    const running = { cancelled: false };
    this.running.add(running);
    try {
      return await work(this.callOf(about, running));
    } finally {
      await this.engine.flush();
      this.running.delete(running);
    }
  }

  private callOf(about: About, running: { readonly cancelled: boolean }): Call {
    const { urn, preview = false, timeoutSeconds } = about;
    const hide = hiding(about.secrets);
    const log = (severity: "info" | "warning", line: string, ephemeral: boolean) =>
      this.engine.log(severity, urn, hide(line), { ephemeral });
    return {
      urn,
      preview,
      clock: this.clock,
      api: () => this.api(),
      apiUrl: () => readApiUrl(this.given),
      journal: concealing(this.journal, about.secrets),
      stopped: () => running.cancelled || this.isEngineGone(),
      cancelled: () => running.cancelled,
      timeoutSeconds,
      log: (severity, line) => log(severity, line, false),
      status: (line) => log("info", line, true),
      session: this.session,
    };
  }

  private isEngineGone(): boolean {
    return this.failedLooks >= certain;
  }

  /** One client for equal settings, so that all resources of the process share connections and pace. */
  private api(): DigitalOcean {
    const configuration = readConfiguration(this.given);
    const key = JSON.stringify(configuration);
    const known = this.apis.get(key) ?? this.connectTo(configuration);
    this.apis.set(key, known);
    return known;
  }

  private connectTo(configuration: Configuration): DigitalOcean {
    const transport = send(configuration.apiUrl, httpTimeout, () => this.reading.signal);
    return createDigitalOcean(createClient(configuration, this.clock, transport), this.clock);
  }
}

interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/**
 * A failed check as the engine may have it. It spells out the value of the property that a failure is about, also of
 * a secret one; so that such a failure is about none, and names it in its text.
 */
export function failureFor(
  { property, reason }: CheckFailure,
  isSecret: (input: string) => boolean,
): CheckFailure {
  const [input = ""] = property.split(/[.[]/);
  return isSecret(input) ? { property: "", reason: `${property} ${reason}` } : { property, reason };
}

/** What the engine cannot take (undefined above all) is left out. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
