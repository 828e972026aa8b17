import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "../../provider/api/client";
import { createDigitalOcean, type DigitalOcean } from "../../provider/api/digitalocean";
import { httpTimeout as usualTimeout, send } from "../../provider/api/send";
import { Journal } from "../../provider/journal/journal";
import { concealing } from "../../provider/journal/secrets";
import type { Send } from "../../provider/api/link";
import * as lifecycle from "../../provider/lifecycle";
import { InitFailure } from "../../provider/lifecycle";
import { resourceNamed } from "../../provider/resources";
import type { Outputs } from "../../provider/resources/define";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { FakeClock } from "./fakeClock";

/** Real milliseconds that an answer is waited for after a ^C. */
const grace = 10;

const forever = () => new Promise<never>(() => undefined);

/** What a resource is after an `up`, as the engine would save it. */
export interface Saved {
  readonly id: string;
  readonly inputs: Outputs;
  readonly outputs: Outputs;
  readonly reasons: readonly string[];
}

/** The real core against the simulator over real HTTP, with a clock that jumps. */
export class World {
  readonly lines: string[] = [];
  /** The CLI is gone. */
  stopped = false;
  private cancelled = false;
  private waiting = new AbortController();
  readonly progress: string[] = [];
  /** Inputs that the program has as secrets. */
  secrets: readonly string[] = [];
  private session = lifecycle.newSession();
  private client: DigitalOcean | undefined;
  private death: { nth: number; when: "before" | "after"; killed: () => void } | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), "droplet-actions-journal-"));
  private journal: Journal;

  private constructor(
    readonly clock: FakeClock,
    readonly simulator: Simulator,
    private readonly token: string,
    private readonly httpTimeout: number,
  ) {
    this.journal = this.newJournal();
  }

  private newJournal(): Journal {
    return new Journal(this.folder, this.clock, (line) => this.lines.push(`warning: ${line}`));
  }

  /**
   * `httpTimeout`: real milliseconds, after which an answer counts as lost; `aheadSeconds`: of DigitalOcean's clock
   * before ours.
   */
  static async start({
    httpTimeout = usualTimeout,
    aheadSeconds = 0,
    ...options
  }: SimulatorOptions & {
    token?: string;
    httpTimeout?: number;
    aheadSeconds?: number;
  } = {}): Promise<World> {
    const clock = new FakeClock();
    const simulator = await startSimulator({
      limits: { perHour: null, perMinute: null },
      ...options,
      clock: { now: () => clock.steady() + aheadSeconds * 1000 },
    });
    return new World(clock, simulator, options.token ?? simulator.token, httpTimeout);
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What somebody else sends to the Droplet at this moment. */
  postElsewhere(body: object): Promise<Response> {
    const url = `${this.simulator.url}/v2/droplets/42/actions`;
    const headers = {
      authorization: `Bearer ${this.simulator.token}`,
      "content-type": "application/json",
    };
    const post = { method: "POST", headers, body: JSON.stringify(body) };
    return this.clock.standStill(() => fetch(url, post));
  }

  /** The types of all actions that DigitalOcean has started, in their order. */
  postedTypes(): (string | null)[] {
    return this.simulator.posts().accepted.map(({ actionType }) => actionType);
  }

  api() {
    const configuration = {
      token: this.token,
      apiUrl: this.simulator.url,
      requestsPerSecond: undefined,
    };
    // A request of a process that was killed keeps nobody busy.
    const over = send(this.simulator.url, this.httpTimeout, () => this.waiting.signal, grace);
    const transport = this.mortal(this.clock.watch(over));
    return createDigitalOcean(createClient(configuration, this.clock, transport), this.clock);
  }

  /** Kills the process at its nth request: just before it is sent, or just after it was answered. */
  killAt(nth: number, when: "before" | "after"): Promise<void> {
    this.client = undefined;
    return new Promise((killed) => {
      this.death = { nth, when, killed };
    });
  }

  private mortal(transport: Send): Send {
    const death = this.death;
    const process = this.session;
    return async (request) => {
      if (this.session !== process) return forever();
      if (!death || --death.nth > 0) {
        const answer = transport(request);
        await answer.catch(() => undefined);
        // One that was killed meanwhile hears no answer, and notes none.
        return this.session === process ? answer : forever();
      }
      if (death.nth < 0) return forever();
      if (death.when === "after") await transport(request).catch(() => undefined);
      death.killed();
      return forever();
    };
  }

  call(name = "web", { preview = false } = {}): lifecycle.Call {
    this.client ??= this.api();
    const api = this.client;
    return {
      urn: `urn:pulumi:test::project::type::${name}`,
      preview,
      clock: this.clock,
      api: () => api,
      apiUrl: () => this.simulator.url,
      journal: concealing(this.journal, this.secrets),
      stopped: () => this.stopped,
      cancelled: () => this.cancelled,
      log: (severity, line) => this.lines.push(severity === "info" ? line : `${severity}: ${line}`),
      status: (line) => this.progress.push(line),
      session: this.session,
    };
  }

  /** ^C: what runs is to end at once, and what is read from now on is read for the sake of the power. */
  cancel(): void {
    this.stopped = true;
    this.cancelled = true;
    this.waiting.abort();
    this.waiting = new AbortController();
  }

  /** As the engine does between two commands: new processes, nothing remembered but the state. */
  newProcess(): void {
    this.session = lifecycle.newSession();
    this.stopped = false;
    this.cancelled = false;
    this.death = undefined;
    this.client = undefined;
    this.clock.reset();
    this.journal = this.newJournal();
  }

  /** The engine ends the process in the normal way: it has saved everything. */
  endProcess(): void {
    this.journal.close();
    this.newProcess();
  }

  /** Another computer goes on with the same state. */
  loseJournal(): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.newProcess();
  }

  check(kind: string, news: Outputs, olds: Outputs = {}, { preview = true, name = "web" } = {}) {
    return lifecycle.check(resourceNamed(kind), this.call(name, { preview }), olds, news);
  }

  diff(kind: string, olds: Outputs, news: Outputs, { preview = true, name = "web" } = {}) {
    const call = this.call(name, { preview });
    const { changes, replaces } = lifecycle.diff(resourceNamed(kind), call, olds, news);
    return { changes, replaces };
  }

  /** Check and preview, as the engine calls the plugin. */
  async preview(kind: string, args: Outputs, saved?: Saved): Promise<Outputs> {
    const definition = resourceNamed(kind);
    const { inputs } = await lifecycle.check(definition, this.call(), saved?.inputs ?? {}, args);
    const call = this.call("web", { preview: true });
    return lifecycle.preview(definition, call, inputs, saved?.outputs ?? {});
  }

  /** Check and create, or check, diff and update: what one `pulumi up` does with one resource. */
  async up(kind: string, args: Outputs, saved?: Saved, name = "web"): Promise<Saved> {
    const definition = resourceNamed(kind);
    const call = this.call(name);
    const checked = await lifecycle.check(definition, call, saved?.inputs ?? {}, args);
    if (checked.failures.length > 0) {
      throw new Error(checked.failures.map((f) => `${f.property} ${f.reason}`).join("\n"));
    }
    const { inputs } = checked;
    try {
      if (!saved) {
        const { id, outputs } = await lifecycle.create(definition, call, inputs);
        return { id, inputs, outputs, reasons: [] };
      }
      const { changes } = lifecycle.diff(definition, call, saved.outputs, inputs);
      if (changes === false) return { ...saved, inputs };
      const outputs = await lifecycle.update(definition, call, saved.outputs, inputs);
      return { id: saved.id, inputs, outputs, reasons: [] };
    } catch (error) {
      if (!(error instanceof InitFailure)) throw error;
      const { id, properties, reasons } = error;
      return { id, inputs: saved?.inputs ?? inputs, outputs: properties, reasons };
    }
  }

  async refresh(kind: string, saved: Saved, name = "web"): Promise<Saved | undefined> {
    const call = this.call(name);
    const read = await lifecycle.read(resourceNamed(kind), call, saved.id, saved.outputs);
    if (read.unfinished) this.lines.push(`warning: ${read.unfinished}`);
    return read.id === undefined
      ? undefined
      : { id: read.id, inputs: read.inputs, outputs: read.outputs, reasons: [] };
  }

  destroy(kind: string, saved: Saved, name = "web"): Promise<void> {
    return lifecycle.remove(resourceNamed(kind), this.call(name), saved.outputs);
  }
}
