import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  type ActionType,
  actionTypes,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../../simulator";
import { type StandIn, startDigitalOceanStandIn } from "../../../simulator/digitaloceanProvider";
import type { RunningCommand } from "../../../tools/pulumiSandbox";
import { type Adapter, dynamic } from "./adapters";
import {
  createProject,
  type Project,
  quickStart,
  stackName,
  templateFolder,
  useAdapter,
  useExample,
  writeProgram,
} from "./project";
import { exportedResources, only, type Resource, savedResources } from "./state";

export { type Adapter, adapters } from "./adapters";
export type { Resource } from "./state";

export const token = "dop_v1_engine_0123456789abcdef";

export interface StackOptions extends Omit<SimulatorOptions, "clock"> {
  /** What its programs import: the dynamic provider's classes unless told otherwise. */
  adapter?: Adapter;
  /** Runs the program of an example instead of one that the test writes. */
  example?: string;
  /** Serves `digitalocean.Droplet`. */
  digitalocean?: boolean;
}

export interface CommandOptions {
  /** The command must end with an error; otherwise it must not. */
  fails?: boolean;
  /** Further arguments. */
  args?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
  onOutput?: (text: string) => void;
}

/** What a command has done. */
export interface Result {
  readonly output: string;
  /** Requests that may change something, in order: the type of an accepted action, otherwise method, path and status. */
  readonly writes: readonly string[];
}

const running = new Set<Stack>();

// At the end of the file and not of each test, for a story is run once and asserted by several tests.
afterAll(async () => {
  for (const stack of running) await stack.stop();
  const template = templateFolder();
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
});

/** A stack of its own, with the real CLI, against a simulator of its own, in which actions take no time. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const {
    adapter = dynamic,
    example,
    digitalocean = example !== undefined,
    ...simulatorOptions
  } = options;
  const project = await createProject(adapter);
  let ahead = awayFromWindows();
  const simulator = await startSimulator({
    clock: { now: () => Date.now() + ahead },
    limits: { perHour: null, perMinute: null },
    tokens: { [token]: "all" },
    ...simulatorOptions,
    durations: { ...instantly, ...simulatorOptions.durations },
  });
  const standIn = digitalocean
    ? await startDigitalOceanStandIn({ apiUrl: simulator.url, token })
    : undefined;
  const stack = new Stack(project, simulator, standIn, (seconds) => (ahead += seconds * 1000));
  running.add(stack);
  if (example) useExample(project, example);
  return stack;
}

/** The windows for backups open every four hours; one that opened during a test would change an output. */
function awayFromWindows(): number {
  const [fourHours, aQuarter] = [4 * 3_600_000, 15 * 60_000];
  const untilNext = fourHours - (Date.now() % fourHours);
  return untilNext < aQuarter ? untilNext : 0;
}

const instantly = Object.fromEntries(["create", ...actionTypes].map((type) => [type, 0]));

export class Stack {
  /** What no output and no state may show. */
  readonly secrets = new Set([token]);
  /** For every command of this stack. */
  readonly env: Record<string, string | undefined>;

  constructor(
    readonly project: Project,
    readonly simulator: Simulator,
    private readonly standIn: StandIn | undefined,
    /** Lets time go by at DigitalOcean, so that no test waits for an action. */
    readonly passSeconds: (seconds: number) => void,
  ) {
    this.env = {
      PULUMI_STACK: stackName,
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_API_URL: simulator.url,
      ...(standIn ? { PULUMI_DEBUG_PROVIDERS: `digitalocean:${standIn.port}` } : {}),
    };
  }

  program(source: string): void {
    Object.assign(this.env, quickStart);
    writeProgram(this.project, source);
  }

  /** Programs import the other adapter's classes from here on. */
  moveTo(adapter: Adapter): void {
    useAdapter(this.project, adapter);
  }

  up(options?: CommandOptions): Promise<Result> {
    return this.run(["up", "--yes", "--skip-preview"], options);
  }

  preview(options?: CommandOptions): Promise<Result> {
    return this.harmless(["preview"], options);
  }

  refresh(options?: CommandOptions): Promise<Result> {
    return this.harmless(["refresh", "--yes", "--skip-preview"], options);
  }

  destroy(options?: CommandOptions): Promise<Result> {
    return this.run(["destroy", "--yes", "--skip-preview"], options);
  }

  async run(command: readonly string[], options: CommandOptions = {}): Promise<Result> {
    const { fails = false, args = [] } = options;
    const before = this.simulator.log.entries.length;
    const { code, combined: output } = await this.start([...command, ...args], options).result;
    if ((code !== 0) !== fails) {
      throw new Error(`pulumi ${command.join(" ")} ended with code ${code}:\n${output}`);
    }
    this.assertNoToken("the output", output);
    this.assertNoToken("the state", readFileSync(this.project.stateFile, "utf8"));
    await this.assertNoTokenInDecryptedState();
    const { entries } = this.simulator.log;
    return { output, writes: entries.slice(before).filter(mayChange).map(describe) };
  }

  /** To be killed while it runs. */
  start(command: readonly string[], { env, onOutput }: CommandOptions = {}): RunningCommand {
    return this.project.sandbox.start([...command, "--non-interactive"], {
      cwd: this.project.folder,
      env: { ...this.env, ...env },
      ...(onOutput && { onOutput }),
    });
  }

  /** Resolves when an action of this type was accepted. */
  async requested(type: ActionType): Promise<void> {
    while (this.simulator.posts(type).accepted.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The saved resources but the stack and its providers. */
  resources(): Resource[] {
    return savedResources(this.project.stateFile);
  }

  /** Of the saved resources. */
  names(): string[] {
    return this.resources().map(({ urn }) => urn.split("::").at(-1) ?? "");
  }

  resource(name: string): Resource {
    return only(this.resources(), name);
  }

  /** All resources, with their secrets in plain text. */
  async export(): Promise<Resource[]> {
    const file = join(this.project.folder, "export.json");
    const command = ["stack", "export", "--show-secrets", "--file", file];
    const { code, combined } = await this.start(command).result;
    if (code !== 0) throw new Error(combined);
    return exportedResources(file);
  }

  async exported(name: string): Promise<Resource> {
    return only(await this.export(), name);
  }

  /** The engine itself keeps a token from the stack's configuration with the provider, and nowhere else. */
  private async assertNoTokenInDecryptedState(): Promise<void> {
    if (!readFileSync(this.project.stateFile, "utf8").includes(`"ciphertext"`)) return;
    const others = (await this.export()).filter(({ type }) => !type.startsWith("pulumi:providers"));
    this.assertNoToken("the decrypted state", JSON.stringify(others));
  }

  async stop(): Promise<void> {
    this.project.sandbox.kill();
    this.standIn?.stop();
    await this.simulator.stop();
    // What was killed may be writing its last file.
    rmSync(this.project.sandbox.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async harmless(command: string[], options?: CommandOptions): Promise<Result> {
    const result = await this.run(command, options);
    const [write] = result.writes;
    if (write !== undefined) throw new Error(`pulumi ${command[0]} changed something: ${write}`);
    return result;
  }

  private assertNoToken(where: string, text: string): void {
    for (const secret of this.secrets) {
      const at = text.indexOf(secret);
      if (at < 0) continue;
      throw new Error(`The token is in ${where}: …${text.slice(Math.max(0, at - 300), at)}<token>`);
    }
  }
}

const mayChange = ({ method }: LoggedRequest) => method !== "GET";

const describe = ({ actionType, actionIds, method, path, status }: LoggedRequest) =>
  actionType !== null && actionIds.length > 0 ? actionType : `${method} ${path} ${status}`;
