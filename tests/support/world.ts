import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Adapter, stateIn } from "../../provider/adapters/adapter";
import type { Account } from "../../provider/account/account";
import { httpTimeout as usualTimeout, send } from "../../provider/api/send";
import * as lifecycle from "../../provider/lifecycle";
import { InitFailure } from "../../provider/lifecycle";
import { BucketStore } from "../../provider/operation/store/bucketStore";
import { sendTo } from "../../provider/operation/store/s3";
import { FolderStore } from "../../provider/operation/store/folder";
import type { Probe } from "../../provider/run/health/probe";
import { resourceNamed } from "../../provider/resources";
import type { Outputs, ResourceDefinition } from "../../provider/resources/define";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { FakeBucket } from "./fakeBucket";
import { FakeClock } from "./fakeClock";

/** Real milliseconds that an answer is waited for after a ^C. */
const grace = 10;

const forever = () => new Promise<never>(() => undefined);

/** Seconds of actions that take minutes: their polls are what a test would spend its time on. */
const brief = { snapshot: 12, resize: 12, rebuild: 12, restore: 12, change_kernel: 12 };

/** What a resource is after an `up`, as the engine would save it. */
export interface Saved {
  readonly id: string;
  readonly inputs: Outputs;
  readonly outputs: Outputs;
  readonly reasons: readonly string[];
}

interface About {
  readonly name?: string;
  /** Undefined where the engine does not tell. */
  readonly preview?: boolean | undefined;
  /** Of the resource option `customTimeouts`. */
  readonly timeoutSeconds?: number;
}

/** A process that runs the core, until it ends or is killed. */
interface Process {
  readonly adapter: Adapter;
}

/** The real core, as an adapter calls it, against the simulator over real HTTP, with a clock that jumps. */
export class World {
  readonly lines: string[] = [];
  /** The CLI is gone. */
  stopped = false;
  readonly progress: string[] = [];
  private readonly progressByUrn = new Map<string, string[]>();
  /** Inputs that the program has as secrets. */
  secrets: readonly string[] = [];
  /** What servers answer to healthchecks; nothing listens unless a test says so. */
  probe: Probe = () => Promise.resolve({ isHealthy: false, text: "connection refused" });
  private runs = 0;
  private allowDowntime: string | undefined;
  private death:
    { nth: number; when: "before" | "after"; killed: () => void; isOver: boolean } | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), "droplet-actions-journal-"));
  private process: Process;

  private constructor(
    readonly clock: FakeClock,
    readonly simulator: Simulator,
    private token: string,
    private readonly httpTimeout: number,
    /** Where the journal is kept, if that is not a folder. */
    readonly bucket: FakeBucket | undefined,
  ) {
    this.process = this.startProcess();
  }

  private startProcess(): Process {
    const adapter = new Adapter({
      clock: this.clock,
      store: this.bucket
        ? new BucketStore(this.bucket.address, this.clock, {
            connect: (address, send = sendTo(address)) =>
              this.mortal(process, (request) => this.clock.standStill(() => send(request))),
          })
        : new FolderStore(this.folder),
      run: String(this.runs++),
      isAbandoned: () => this.stopped,
      probe: (target, signal) => this.clock.standStill(() => this.probe(target, signal)),
      transport: (apiUrl) =>
        this.mortal(process, this.clock.watch(send(apiUrl, this.httpTimeout, grace))),
      engine: {
        log: (severity, urn, line, { ephemeral }) => {
          if (!ephemeral) this.lines.push(severity === "info" ? line : `${severity}: ${line}`);
          else this.showProgress(urn ?? "", line);
        },
        isGone: () => this.stopped,
        flush: () => Promise.resolve(),
      },
    });
    const process: Process = { adapter };
    this.configure(adapter);
    return process;
  }

  private configure(adapter: Adapter): void {
    const { allowDowntime, simulator, token } = this;
    adapter.configure({ token, apiUrl: simulator.url, allowDowntime });
  }

  /** For all processes from now on. */
  setToken(token: string): void {
    this.token = token;
    this.configure(this.process.adapter);
  }

  /** The setting of this name, from now on. */
  setAllowDowntime(value: string): void {
    this.allowDowntime = value;
    this.configure(this.process.adapter);
  }

  private showProgress(urn: string, line: string): void {
    this.progress.push(line);
    this.progressByUrn.set(urn, [...(this.progressByUrn.get(urn) ?? []), line]);
  }

  progressOf(name: string): readonly string[] {
    return this.progressByUrn.get(this.urn(name)) ?? [];
  }

  /**
   * `httpTimeout`: real milliseconds, after which an answer counts as lost; `aheadSeconds`: of DigitalOcean's clock
   * before ours; `inBucket`: the journal is, so that each process is as another computer's.
   */
  static async start({
    httpTimeout = usualTimeout,
    aheadSeconds = 0,
    inBucket = false,
    ...options
  }: SimulatorOptions & {
    token?: string;
    httpTimeout?: number;
    aheadSeconds?: number;
    inBucket?: boolean;
  } = {}): Promise<World> {
    const clock = new FakeClock();
    const simulator = await startSimulator({
      limits: { perHour: null, perMinute: null },
      ...options,
      durations: { ...(options.preset ? {} : brief), ...options.durations },
      clock: { now: () => clock.steady() + aheadSeconds * 1000 },
    });
    const bucket = inBucket ? await FakeBucket.start(() => clock.now()) : undefined;
    return new World(clock, simulator, options.token ?? simulator.token, httpTimeout, bucket);
  }

  async stop(): Promise<void> {
    await this.simulator.stop();
    await this.bucket?.stop();
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

  api(): Account {
    return this.process.adapter.client();
  }

  /** Kills the process at its nth request, of those to the journal's bucket, too: before it is sent, or after it was answered. */
  killAt(nth: number, when: "before" | "after"): Promise<void> {
    return new Promise((killed) => {
      this.death = { nth, when, killed, isOver: false };
    });
  }

  private mortal<Request, Answer>(
    process: Process,
    transport: (request: Request) => Promise<Answer>,
  ): (request: Request) => Promise<Answer> {
    return async (request) => {
      const { death } = this;
      if (this.process !== process) return forever();
      // Until the last one has its answer, the process lives: to send a POST it writes to the journal first.
      if (!death || --death.nth > 0 || (death.nth < 0 && !death.isOver)) {
        return this.unlessKilled(process, transport(request));
      }
      if (death.isOver) return forever();
      if (death.when === "after") await transport(request).catch(() => undefined);
      death.isOver = true;
      death.killed();
      return forever();
    };
  }

  urn(name = "web"): string {
    return `urn:pulumi:test::project::type::${name}`;
  }

  /** What one call of the engine does about a resource. */
  private answer<T>(
    kind: string,
    { name = "web", preview, timeoutSeconds }: About,
    work: (context: lifecycle.Context, definition: ResourceDefinition) => T | Promise<T>,
  ): Promise<T> {
    const call = { urn: this.urn(name), secrets: this.secrets, preview, timeoutSeconds };
    const { process } = this;
    const answer = process.adapter.answer(call, (context) => work(context, resourceNamed(kind)));
    return this.unlessKilled(process, answer);
  }

  /** A process that was killed meanwhile hears and gives no answer, so nothing follows from it. */
  private async unlessKilled<T>(process: Process, answer: Promise<T>): Promise<T> {
    await answer.catch(() => undefined);
    return this.process === process && !this.death?.isOver ? answer : forever();
  }

  /** ^C: what runs is to end at once, and what is read from now on is read for the sake of the power. */
  cancel(): void {
    this.process.adapter.cancel();
  }

  /** As the engine does between two commands: new processes, nothing remembered but the state. */
  newProcess(): void {
    this.stopped = false;
    this.death = undefined;
    this.process = this.startProcess();
    this.clock.reset();
  }

  /** The engine ends the process in the normal way: it has saved everything. */
  async endProcess(): Promise<void> {
    await this.process.adapter.close();
    this.newProcess();
  }

  /** Another computer continues with the same state. */
  loseJournal(): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.newProcess();
  }

  async check(kind: string, inputs: Outputs, olds: Outputs = {}, about: About = {}) {
    const state = stateIn(olds);
    const checked = await this.answer(kind, { preview: true, ...about }, (context, definition) =>
      lifecycle.check(context, { definition, inputs, state }),
    );
    // The page that each failure names is left to tests/errors.test.ts.
    const failures = checked.failures.map(({ property, reason }) => ({ property, reason }));
    return { ...checked, failures };
  }

  diff(kind: string, state: Outputs, inputs: Outputs, about: About = {}) {
    return this.answer(kind, { preview: true, ...about }, async (context, definition) => {
      const { changes, replaces } = await lifecycle.diff(context, { definition, inputs, state });
      return { changes, replaces };
    });
  }

  /** Check and preview, as the engine calls the plugin. */
  async preview(kind: string, args: Outputs, saved?: Saved): Promise<Outputs> {
    const { inputs } = await this.check(kind, args, saved?.inputs, { preview: undefined });
    const state = saved?.outputs ?? null;
    return this.answer(kind, { preview: true }, (context, definition) =>
      lifecycle.preview(context, { definition, inputs, state }),
    );
  }

  create(kind: string, inputs: Outputs, about: About = {}) {
    return this.answer(kind, about, (context, definition) =>
      lifecycle.create(context, { definition, inputs, state: null }),
    );
  }

  /** Check and create, or check, diff and update: what one `pulumi up` does with one resource. */
  async up(kind: string, args: Outputs, saved?: Saved, name = "web"): Promise<Saved> {
    const about = { name, preview: false };
    const { inputs, failures } = await this.check(kind, args, saved?.inputs, about);
    if (failures.length > 0) {
      throw new Error(failures.map((f) => `${f.property} ${f.reason}`).join("\n"));
    }
    try {
      if (!saved) {
        const { id, outputs } = await this.create(kind, inputs, about);
        return { id, inputs, outputs, reasons: [] };
      }
      const state = saved.outputs;
      const { changes } = await this.diff(kind, state, inputs, about);
      if (changes === false) return { ...saved, inputs };
      const outputs = await this.answer(kind, about, (context, definition) =>
        lifecycle.update(context, { definition, inputs, state }),
      );
      return { id: saved.id, inputs, outputs, reasons: [] };
    } catch (error) {
      if (!(error instanceof InitFailure)) throw error;
      const { id, properties, message } = error;
      return { id, inputs: saved?.inputs ?? inputs, outputs: properties, reasons: [message] };
    }
  }

  async refresh(kind: string, saved: Saved, name = "web"): Promise<Saved | undefined> {
    const read = await this.answer(kind, { name }, (context, definition) =>
      lifecycle.read(context, { definition, state: saved.outputs }, saved.id),
    );
    if (read.unfinished) this.lines.push(`warning: ${read.unfinished}`);
    return read.id === undefined
      ? undefined
      : { id: read.id, inputs: read.inputs, outputs: read.outputs, reasons: [] };
  }

  destroy(kind: string, saved: Saved, name = "web"): Promise<void> {
    return this.answer(kind, { name }, (context, definition) =>
      lifecycle.remove(context, { definition, state: saved.outputs }),
    );
  }
}
