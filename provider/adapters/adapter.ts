import { Account } from "../account/account";
import { createClient } from "../api/client";
import type { Send } from "../api/link";
import { send } from "../api/send";
import { type Clock, wakeableClock } from "../clock";
import {
  type GivenConfiguration,
  readAllowDowntime,
  readApiUrl,
  readConfiguration,
} from "../configuration";
import { type ErrorPage, withPage } from "../errorPages";
import { messageOf, pageOf } from "../errors";
import { type Context, type Failure, newSession } from "../lifecycle";
import { Journal } from "../operation/journal";
import { secretsOf } from "../operation/secrets";
import { journalHome, storeAt } from "../operation/store/home";
import { thisRun } from "../operation/store/owner";
import type { Store } from "../operation/store/store";
import { type Probe, probe } from "../run/health/probe";
import { createProgress } from "../run/progress";
import { connectToEngine, type Engine } from "./engine";
import { hiding } from "./secrets";

/** What a call of the engine says beyond its properties. */
export interface EngineCall
  extends Pick<Context, "urn" | "timeoutSeconds">, Partial<Pick<Context, "preview">> {
  /** Values of secrets, which no line may spell out. */
  readonly secrets: readonly string[];
}

/** What an adapter works with, where it is not the computer's own. */
export interface Surroundings {
  readonly clock?: Clock & { wake(): void };
  readonly transport?: (apiUrl: string) => Send;
  readonly store?: Store;
  readonly probe?: Probe;
  /** Names the `pulumi` command that the process works for. */
  readonly run?: string;
  readonly engine?: Engine;
  /** Whether nobody waits for results any more. */
  readonly isAbandoned?: () => boolean;
}

/** How many failed reads of the engine in a row count as gone: a single one may be a hiccup. */
const certain = 3;

/**
 * What both adapters have in common: the clients, the journal and the session of one process, and the way back to the
 * user's screen.
 */
export class Adapter {
  private readonly clock: Clock & { wake(): void };
  private readonly transport: NonNullable<Surroundings["transport"]>;
  private readonly probe: Probe;
  private readonly apis = new Map<string, Account>();
  private readonly journal: Journal;
  private readonly running = new Set<AbortController>();
  private readonly isAbandoned: () => boolean;
  private engine: Engine;
  private session = newSession();
  private given: GivenConfiguration = {};
  private failedLooks = 0;
  private interrupted = false;

  constructor(surroundings: Surroundings = {}) {
    this.clock = surroundings.clock ?? wakeableClock();
    this.transport = surroundings.transport ?? send;
    this.probe = surroundings.probe ?? probe;
    this.engine = surroundings.engine ?? connectToEngine();
    this.isAbandoned = surroundings.isAbandoned ?? (() => this.failedLooks >= certain);
    const showProgress = (line: string) =>
      this.engine.log("info", undefined, line, { ephemeral: true });
    const store = surroundings.store ?? storeAt(journalHome(), this.clock, showProgress);
    const complain = (line: string, page: ErrorPage) =>
      this.engine.log("warning", undefined, line, { ephemeral: false, page });
    this.journal = new Journal(store, this.clock, complain, surroundings.run ?? thisRun());
  }

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
   * operations then stop at their next poll, and restore the power that they took.
   */
  followEngine(isOrphan: () => boolean = () => false): void {
    setInterval(() => {
      this.failedLooks = isOrphan() || this.engine.isGone() ? this.failedLooks + 1 : 0;
      if (this.isAbandoned() && this.running.size === 0) process.exit(0);
    }, 1_000).unref();
    // The engine ends us so when it has saved all results, and by force otherwise. On Windows it sends SIGBREAK.
    for (const signal of ["SIGINT", "SIGBREAK"]) {
      process.on(signal, () => void this.close().finally(() => process.exit(0)));
    }
  }

  /** The engine has saved all results, so the journal need not keep them. */
  async close(): Promise<void> {
    if (this.running.size === 0 && !this.interrupted) await this.journal.close();
  }

  /** Ends what is running at its next poll, which is at once. Calls that come later are not concerned. */
  cancel(): void {
    if (this.running.size > 0) this.interrupted = true;
    for (const one of this.running) one.abort();
    this.clock.wake();
  }

  /** Hands one call of the engine to the core. All that it says reaches the engine before the answer does. */
  async answer<T>(call: EngineCall, work: (context: Context) => T | Promise<T>): Promise<T> {
    const running = new AbortController();
    this.running.add(running);
    try {
      return await work(this.contextOf(call, running.signal));
    } finally {
      await this.engine.flush();
      this.running.delete(running);
    }
  }

  /** The client of the present settings: one for equal ones, so that all resources share connections and rate limit. */
  client(): Account {
    const configuration = readConfiguration(this.given);
    const key = JSON.stringify(configuration);
    const known = this.apis.get(key);
    if (known) return known;
    const transport = this.transport(configuration.apiUrl);
    const client = createClient(configuration, this.clock, transport);
    const api = Account.of(client, this.clock);
    this.apis.set(key, api);
    return api;
  }

  private contextOf(call: EngineCall, signal: AbortSignal): Context {
    const { urn, preview, timeoutSeconds, secrets } = call;
    const hide = hiding(secrets);
    return {
      urn,
      preview,
      timeoutSeconds,
      clock: this.clock,
      connect: () => this.client().within({ signal }),
      apiUrl: () => readApiUrl(this.given),
      allowsDowntime: () => readAllowDowntime(this.given),
      journal: this.journal,
      secrets: secretsOf(secrets),
      probe: (target) => this.probe(target, signal),
      stopped: () => signal.aborted || this.isAbandoned(),
      cancelled: () => signal.aborted,
      say: (line, page) =>
        this.engine.log(page ? "warning" : "info", urn, hide(line), { ephemeral: false, page }),
      progress: createProgress(this.clock, (line) =>
        this.engine.log("info", urn, hide(line), { ephemeral: true }),
      ),
      session: this.session,
    };
  }
}

/** A failed check as the engine shows it. */
export type CheckFailure = Omit<Failure, "page">;

/**
 * A failed check as the engine may have it, with its page. The engine spells out the value of the property that a
 * failure is about, also of a secret one, so that such a failure is about none; its text names it.
 */
export function failureFor(
  { property, reason, page }: Failure,
  secret: ReadonlySet<string>,
): CheckFailure {
  const [input = ""] = property.split(/[.[]/);
  return { property: secret.has(input) ? "" : property, reason: withPage(reason, page) };
}

/**
 * Failed checks of inputs, without secrets. The core's reasons follow the name of their input, and the engine prints
 * `property X value {…} has a problem: ` before them, so that each is made a sentence of its own.
 */
export function sentencesFor(
  failures: readonly Failure[],
  /** The texts of secrets. */
  secrets: readonly string[],
  /** Names of the inputs that hold one. */
  secret: ReadonlySet<string>,
): CheckFailure[] {
  const hide = hiding(secrets);
  return failures.map((failure) => {
    const sentence = `${failure.property} ${failure.reason}`.trimStart();
    return failureFor({ ...failure, reason: hide(sentence) }, secret);
  });
}

/** The text of an error as the user is shown it: without secrets, and with its page. */
export const textFor = (error: unknown, hide: (text: string) => string): string =>
  withPage(hide(messageOf(error)), pageOf(error));

/** The state that the engine hands over; with no properties there is none. */
export const stateIn = <T extends object>(properties: T): T | null =>
  Object.keys(properties).length === 0 ? null : properties;

/** What the engine cannot take (undefined above all) is left out. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
