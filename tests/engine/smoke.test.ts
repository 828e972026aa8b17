import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { type RunningCommand, startCommand } from "../../tools/childProcess";
import { repositoryRoot } from "../../tools/repository";
import { compare } from "../../tools/smoke/compare";
import { readRecording } from "../../tools/smoke/exchange";
import { observe } from "../../tools/smoke/observations";
import { type RunResult, smokeRun } from "../../tools/smoke/run";
import { assertBuilt } from "./support/build";
import { quickStart } from "./support/project";

/** `npm run smoke` against the simulator, which runs as much faster than time as its durations are long. */

const token = "dop_v1_smoke_0123456789abcdef";
const folders: string[] = [];
const simulators: Simulator[] = [];
const commands: RunningCommand[] = [];

beforeAll(() => {
  assertBuilt();
  Object.assign(process.env, quickStart);
});

afterAll(async () => {
  for (const command of commands) command.kill();
  for (const simulator of simulators) await simulator.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(options: SimulatorOptions): Promise<{ simulator: Simulator; folder: string }> {
  const simulator = await startSimulator({
    timeScale: 60,
    tokens: { [token]: "all" },
    // Faster than time, more is asked in a minute.
    limits: { perMinute: null },
    // Somebody else's, which must stay as they are.
    droplets: [{ id: 1, name: "web", tags: ["prod"], snapshots: ["before"] }],
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-smoke-test-"));
  simulators.push(simulator);
  folders.push(folder);
  return { simulator, folder };
}

/** Runs a script of `tools/smoke` as it is built. */
function script(
  name: "main" | "sweep",
  simulator: Simulator,
  cwd: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
) {
  const file = join(repositoryRoot(), "dist", "tools", "smoke", `${name}.js`);
  const command = startCommand(process.execPath, [file, ...args], {
    cwd,
    env: {
      ...process.env,
      // What a killed run leaves there goes with the test.
      TMPDIR: cwd,
      DROPLET_ACTIONS_SMOKE: "1",
      DROPLET_ACTIONS_SMOKE_PASSWORD: "1",
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_API_URL: simulator.url,
      ...env,
    },
  });
  commands.push(command);
  return command;
}

async function requested(simulator: Simulator, type: string, running: RunningCommand) {
  let ended: string | undefined;
  void running.result.then(({ combined }) => (ended = combined));
  while (simulator.posts(type).accepted.length === 0) {
    if (ended !== undefined) throw new Error(`It ended without ${type}:\n${ended}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is in the account but what was there before. */
async function left(simulator: Simulator): Promise<string[]> {
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${simulator.url}${path}`, { headers });
    return (await answer.json()) as Record<string, { name: string }[]>;
  };
  const { droplets = [] } = await read("/v2/droplets");
  const { snapshots = [] } = await read("/v2/snapshots");
  const { tags = [] } = await read("/v2/tags");
  const names = [...droplets, ...snapshots, ...tags].map(({ name }) => name);
  return names.filter((name) => !["web", "before", "prod"].includes(name));
}

const run = (simulator: Simulator, folder: string, budgetDollars = 0.1): Promise<RunResult> =>
  smokeRun({
    token,
    apiUrl: simulator.url,
    budgetDollars,
    resetsPassword: true,
    folder,
    fileName: "traffic.jsonl",
    signal: new AbortController().signal,
    say: () => undefined,
    print: () => undefined,
  });

describe("against the simulator as it is documented, and then as it was seen", () => {
  let quick: Simulator, realistic: Simulator;
  let said: { code: number; combined: string };
  let folder: string;
  let again: RunResult;

  beforeAll(async () => {
    const [first, second] = [
      await start({ preset: "quick" }),
      await start({ preset: "realistic" }),
    ];
    [quick, realistic] = [first.simulator, second.simulator];
    [said, again] = await Promise.all([
      script("main", quick, first.folder).result,
      run(realistic, second.folder),
    ]);
    folder = join(first.folder, "smoke", readdirSync(join(first.folder, "smoke"))[0] ?? "");
  }, 900_000);

  test("it succeeds, tells the cost first, and leaves nothing", async () => {
    expect({ ...said, code: said.code }).toMatchObject({ code: 0 });
    expect(said.combined).toMatch(/^droplet-actions-smoke-\d{14}-\w{4}: 2 Droplets .*\$0\.056\./);
    expect(again.failures).toEqual([]);
    expect(await left(quick)).toEqual([]);
    expect(await left(realistic)).toEqual([]);
  });

  test("the product ran every type of action that a new account can run", () => {
    const productId = quick.actions.find(({ type }) => type === "create")?.dropletId;
    const types = quick.actions.filter(({ dropletId }) => dropletId === productId);
    expect(new Set(types.map(({ type }) => type))).toEqual(
      new Set([
        ...["create", "rename", "enable_backups", "change_backup_policy", "disable_backups"],
        ...["reboot", "power_cycle", "snapshot", "rebuild", "shutdown", "resize", "power_on"],
        ...["power_off", "enable_ipv6", "password_reset", "restore", "destroy"],
      ]),
    );
    const touched = [...quick.actions, ...realistic.actions].map(({ dropletId }) => dropletId);
    expect(touched).not.toContain(1);
  });

  test("the files hold neither token nor address, nor what is not the run's", () => {
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(["report.md", "simulator.jsonl", "traffic.jsonl"]);
    const text = files.map((file) => readFileSync(join(folder, file), "utf8")).join("");
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/"(web|before|prod)"/);
    const recorded = readFileSync(join(folder, "traffic.jsonl"), "utf8");
    expect((recorded.match(/[\w:.]+/g) ?? []).filter((word) => isIP(word) > 0)).toEqual([]);
  });

  test("the report names the switches in which the two presets differ", () => {
    const text = readFileSync(join(folder, "report.md"), "utf8");
    expect(text).toContain("| completedAtNull | false | true |");
    expect(text).toContain("| networkOrder | private-first | public-first |");
    expect(text).toContain("| busyAnswer | pending-event | pending-event |");
    expect(text).toContain("| GET /v2/droplets/{id} | field | droplet.disk_info: array |  |");
  });

  test("it sees no difference between the preset and itself", () => {
    const simulated = readRecording(join(folder, "simulator.jsonl"));
    // How often something is asked, and so how it is answered in between, is a matter of time.
    const byTime = ["request", "status"];
    const differences = compare(again.exchanges, simulated);
    expect(differences.filter(({ what }) => !byTime.includes(what))).toEqual([]);
    expect(observe(again.exchanges)).toMatchObject({
      completedAtNull: "true",
      answerFields: "seen",
      privateGateway: "empty",
      networkOrder: "public-first",
      deleteWhilePending: "refuse",
    });
  });
});

describe("what ends early", () => {
  test("a run that fails in the middle deletes what it made, and says what failed", async () => {
    const { simulator, folder } = await start({
      faults: [{ method: "POST", path: "/v2/droplets/*/actions", fault: { status: 403 } }],
    });
    const { failures } = await run(simulator, folder);
    expect(failures.join("\n")).toMatch(/Deployment 1 of 3 failed/);
    expect(failures.join("\n")).toMatch(/ended early: Error: enable_backups was answered 403/);
    expect(await left(simulator)).toEqual([]);
  }, 300_000);

  test("^C deletes what was made, also a snapshot that is under way", async () => {
    const { simulator, folder } = await start({ preset: "realistic" });
    const running = script("main", simulator, folder);
    await requested(simulator, "snapshot", running);
    running.signal("SIGINT");
    const { code, combined } = await running.result;
    expect({ code, combined }).toMatchObject({ code: 130 });
    expect(combined).toMatch(/The run was interrupted/);
    expect(await left(simulator)).toEqual([]);
  }, 300_000);

  test("after kill -9 the sweep lists what is left, and deletes it if asked", async () => {
    const { simulator, folder } = await start({ preset: "realistic" });
    const running = script("main", simulator, folder);
    await requested(simulator, "snapshot", running);
    running.kill();
    await running.result;

    const young = await script("sweep", simulator, folder).result;
    expect(young).toMatchObject({ code: 0, stdout: "0 found that are older than 1h.\n" });
    const listed = await script("sweep", simulator, folder, ["--older-than", "0s"]).result;
    expect(listed.stdout).toMatch(/^Droplet droplet-actions-smoke-.*-renamed, of /m);
    expect(listed.stdout).toMatch(/^tag droplet-actions-smoke-/m);
    expect(listed.stdout).toMatch(/Add `-- --delete`/);
    expect(await left(simulator)).not.toEqual([]);
    const deleting = ["--older-than", "0s", "--delete"];
    const swept = await script("sweep", simulator, folder, deleting).result;
    expect(swept).toMatchObject({ code: 0 });
    expect(await left(simulator)).toEqual([]);
    expect(simulator.droplets.map(({ name }) => name)).toEqual(["web"]);
  }, 300_000);

  test.each(["main", "sweep"] as const)("%s sends nothing that nobody allowed", async (name) => {
    const { simulator, folder } = await start({});
    const refused = await script(name, simulator, folder, [], { DROPLET_ACTIONS_SMOKE: "" }).result;
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^This works on a real account [^.]*\. Set that [^.]*\.\n$/);
    expect(simulator.requests).toEqual([]);
  });

  test("too small a budget ends it before anything is made", async () => {
    const { simulator, folder } = await start({});
    await expect(run(simulator, folder, 0.01)).rejects.toThrow("The run may cost $0.056");
    expect(simulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});
