import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type PresetName, type Simulator, startSimulator } from "../../../simulator";
import { seededRandom } from "../../../simulator/random";
import type { CommandResult } from "../../../tools/childProcess";
import { signalQuietly, treeOf } from "../../../tools/processTree";
import type { Adapter } from "./adapters";
import { createProject, type Project, quickStart, stackName, writeProgram } from "./project";
import { differences, droplets, type Declaration, declarations } from "./declarations";
import { systemClock } from "../../../provider/clock";
import { BucketStore } from "../../../provider/operation/store/bucketStore";
import { sendTo } from "../../../provider/operation/store/s3";
import type { RunningBucket } from "../../support/bucketServers";
import { openRecords, openTexts } from "../../support/openRecords";

/**
 * `pulumi up` with the real engine, killed at random moments and begun again until it is quiet. What counts is the
 * simulator's truth.
 */

type Victim = "everything" | "the CLI" | "the provider";

interface Death {
  readonly victim: Victim;
  readonly afterMilliseconds: number;
}

const token = "dop_v1_kills_0123456789abcdef";

/** Whoever is killed more often than this is let through, so that each round ends. */
const mostKills = 5;

/** Real, and short. */
const durations = {
  shutdown: [0.2, 1],
  power_on: [0.2, 1],
  power_cycle: [0.2, 1],
  reboot: [0.2, 1],
  resize: [0.5, 2],
  snapshot: [0.5, 2],
  restore: [0.5, 2],
  rebuild: [0.5, 2],
  password_reset: [0.2, 1],
  rename: [0.1, 0.5],
  enable_backups: [0.1, 0.5],
} as const;

/** Where a round happens. */
export interface Scene {
  readonly adapter: Adapter;
  /** Realistic durations pass forty times as fast. */
  readonly preset?: PresetName | undefined;
  readonly bucket?: RunningBucket | undefined;
}

/** How the simulated DigitalOcean behaves. */
const behaviours = {
  quick: { durations },
  realistic: { preset: "realistic", timeScale: 40 },
} as const;

/** How long an `up` takes that nobody kills, in milliseconds. */
export async function usualLength({ adapter, preset }: Scene): Promise<number> {
  const account = await Account.open({ adapter, preset }, 1);
  try {
    const began = Date.now();
    const { code, combined } = await account.pulumi(["up", "--yes", "--skip-preview"]).result;
    const length = Date.now() - began;
    if (code !== 0) throw new Error(combined);
    const wrong = differences(account.simulator, false);
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
    return length;
  } finally {
    await account.close();
  }
}

/** One stack from its first `up` to its last. The findings; none if all was well. */
export async function killRound(
  scene: Scene,
  seed: number,
  usualMilliseconds: number,
): Promise<{ story: string; findings: string[] }> {
  const random = seededRandom(seed);
  const account = await Account.open(scene, seed);
  const told: string[] = [];
  const findings: string[] = [];
  try {
    let victims: Victim[] = [];
    for (let quiet = false; !quiet;) {
      const dies = victims.length === 0 || (victims.length < mostKills && random() < 0.6);
      const death = dies ? drawDeath(random, usualMilliseconds) : undefined;
      const { code, combined, killed } = await account.up(death);
      if (death && killed) {
        victims = [...victims, death.victim];
        told.push(`${death.victim} after ${Math.round(death.afterMilliseconds)} ms`);
        await account.unlock();
        continue;
      }
      quiet = true;
      if (code !== 0) findings.push(`an up that nobody killed failed:\n${combined}`);
    }
    const orphaned = victims.includes("the CLI");
    findings.push(...differences(account.simulator, orphaned));
    findings.push(...(await account.openRecords()));
    const before = account.simulator.posts().accepted.length;
    const { code, combined } = await account.up();
    if (code !== 0 || account.simulator.posts().accepted.length > before) {
      findings.push(`one more up was not quiet:\n${combined}`);
    }
    if (!/\d+ unchanged/.test(combined) || / (created|updated|replaced)\b/.test(combined)) {
      findings.push(`one more up changed something:\n${combined}`);
    }
  } catch (error) {
    findings.push(String(error));
  } finally {
    await account.close();
  }
  return { story: `killed: ${told.join(", ") || "nothing"}`, findings };
}

function drawDeath(random: () => number, usualMilliseconds: number): Death {
  const afterMilliseconds = random() * usualMilliseconds;
  const draw = random();
  const victim = draw < 0.5 ? "everything" : draw < 0.75 ? "the CLI" : "the provider";
  return { victim, afterMilliseconds };
}

/** A stack and the account it works on. */
class Account {
  private constructor(
    readonly simulator: Simulator,
    private readonly project: Project,
    private readonly adapter: Adapter,
    /** Where the journal is; each command then has a home of its own, as on runners that start empty. */
    private readonly bucket: RunningBucket | undefined,
  ) {}

  static async open({ adapter, preset = "quick", bucket }: Scene, seed: number): Promise<Account> {
    const project = await createProject(adapter);
    const simulator = await startSimulator({
      droplets,
      ...behaviours[preset],
      seed,
      tokens: { [token]: "all" },
      limits: { perHour: null, perMinute: null },
    });
    writeProgram(
      project,
      declarations.map((declaration) => lineOf(declaration, simulator)).join("\n"),
    );
    return new Account(simulator, project, adapter, bucket);
  }

  pulumi(command: readonly string[]) {
    return this.project.sandbox.start([...command, "--non-interactive"], {
      cwd: this.project.folder,
      env: {
        ...quickStart,
        PULUMI_STACK: stackName,
        DIGITALOCEAN_TOKEN: token,
        DIGITALOCEAN_API_URL: this.simulator.url,
        ...(this.bucket && {
          ...this.bucket.credentials,
          DROPLET_ACTIONS_JOURNAL: this.journalIn(this.bucket),
          PULUMI_HOME: mkdtempSync(join(this.project.sandbox.folder, "home-")),
        }),
      },
    });
  }

  /** One for each account, by the simulator's port. */
  private journalIn({ address }: RunningBucket): string {
    return address.replace("/team", `/${new URL(this.simulator.url).port}`);
  }

  async up(death?: Death): Promise<CommandResult & { killed: boolean }> {
    const command = this.pulumi(["up", "--yes", "--skip-preview"]);
    if (!death) return { ...(await command.result), killed: false };
    let killed = false;
    const timer = setTimeout(() => {
      for (const processId of victimsOf(death.victim, command.processId, this.adapter)) {
        killed = true;
        signalQuietly(processId, "SIGKILL");
      }
    }, death.afterMilliseconds);
    const result = await command.result;
    clearTimeout(timer);
    return { ...result, killed };
  }

  /** What a person does whom Pulumi tells that the stack is locked, or that its state cannot be read. */
  async unlock(): Promise<void> {
    // The CLI was killed between making this file and filling it; the state itself is whole.
    const attributes = `${this.project.stateFile}.attrs`;
    if (statSync(attributes, { throwIfNoEntry: false })?.size === 0) rmSync(attributes);
    const backend = join(this.project.sandbox.folder, "backend", ".pulumi", "locks");
    if (!filesBelow(backend).some((name) => name.endsWith(".json"))) return;
    const { code, combined } = await this.pulumi(["cancel", "--yes"]).result;
    if (code !== 0) throw new Error(combined);
  }

  /** Records of operations that were not finished. */
  async openRecords(): Promise<string[]> {
    if (this.bucket) {
      const store = new BucketStore(this.journalIn(this.bucket), systemClock, { connect: sendTo });
      const records = (await store.names()).map((name) => store.read(name));
      return openTexts((await Promise.all(records)).map((lines) => (lines ?? []).join("\n"))).map(
        (text) => `the bucket still holds ${text}`,
      );
    }
    const folder = join(this.project.sandbox.folder, "home", "droplet-actions");
    const files = filesBelow(folder).map((name) => join(folder, name));
    return openRecords(files).map((text) => `the journal still holds ${text}`);
  }

  async close(): Promise<void> {
    this.project.sandbox.kill();
    await this.simulator.stop();
    rmSync(this.project.sandbox.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const lineOf = ({ kind, name, args }: Declaration, simulator: Simulator): string =>
  `new ${kind}(${JSON.stringify(name)}, ${JSON.stringify(args(simulator))});`;

/** Those to be killed: everything where the provider was not started yet, or has ended. */
function victimsOf(victim: Victim, cli: number, adapter: Adapter): number[] {
  if (victim === "the CLI") return [cli];
  const all = treeOf(cli);
  const providers = all.filter((id) => adapter.process.test(commandLineOf(id)));
  return victim === "the provider" && providers.length > 0 ? providers : all;
}

function commandLineOf(processId: number): string {
  try {
    return process.platform === "linux"
      ? readFileSync(`/proc/${processId}/cmdline`, "utf8")
      : spawnSync("ps", ["-p", String(processId), "-o", "command="], { encoding: "utf8" }).stdout;
  } catch {
    return "";
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}
