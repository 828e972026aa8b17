import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { presetNames, startSimulator, type Droplet, type Simulator } from "../../simulator";
import { findDoctl } from "../../tools/doctl";

/** DigitalOcean's own CLI against the simulator: what it sends is understood, and what it shows is what is there. */

const run = promisify(execFile);
const start = Date.UTC(2026, 2, 2, 10, 0, 0);
let doctl: Awaited<ReturnType<typeof findDoctl>>;
let now: number;
let simulator: Simulator;

beforeAll(async () => {
  doctl = await findDoctl();
  if ("reason" in doctl) process.stderr.write(`doctl did not run: ${doctl.reason}\n`);
}, 600_000);

async function compute(...args: string[]): Promise<unknown> {
  if ("reason" in doctl) throw new Error(doctl.reason);
  const env = {
    ...process.env,
    DIGITALOCEAN_API_URL: simulator.url,
    DIGITALOCEAN_ACCESS_TOKEN: simulator.token,
    NO_PROXY: "127.0.0.1",
  };
  const options = ["--output", "json", "--http-retry-max", "0"];
  const { stdout } = await run(doctl.command, ["compute", ...args, ...options], { env });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

const off = { status: "off" } as const;

const actions: [
  command: string,
  flags: string[],
  before: Parameters<Simulator["addDroplet"]>[0],
  effect: Partial<Droplet>,
][] = [
  ["reboot", [], {}, { bootCount: 2 }],
  ["power-cycle", [], {}, { bootCount: 2 }],
  ["shutdown", [], {}, off],
  ["power-off", [], {}, off],
  ["power-on", [], off, { status: "active" }],
  ["password-reset", [], {}, { bootCount: 2 }],
  ["enable-ipv6", [], off, { features: ["ipv6"] }],
  ["enable-backups", [], {}, { features: ["backups"] }],
  ["disable-backups", [], { features: ["backups"] }, { backupPolicy: null }],
  ["resize", ["--size", "s-2vcpu-2gb", "--resize-disk"], off, { size: "s-2vcpu-2gb", disk: 60 }],
  ["rebuild", ["--image", "debian-12-x64"], {}, { image: 137917554 }],
  ["rename", ["--droplet-name", "renamed"], {}, { name: "renamed" }],
  ["snapshot", ["--snapshot-name", "mine"], {}, {}],
];

describe.each(presetNames)("doctl, %s", (preset) => {
  beforeAll(async () => {
    now = start;
    simulator = await startSimulator({ clock: { now: () => now }, preset });
  });
  afterAll(() => simulator.stop());
  beforeEach(() => {
    now = start;
    simulator.reset();
  });

  test.each(actions)("posts %s %j and sees it done", async (command, flags, before, effect) => {
    if ("reason" in doctl) return;
    const { id } = simulator.addDroplet({ features: [], ...before });
    const posted = await compute("droplet-action", command, String(id), ...flags);
    const type = command.replaceAll("-", "_");
    expect(posted).toMatchObject([{ type, status: "in-progress", resource_id: id }]);
    now += 3_600_000;
    const [{ id: action }] = posted as [{ id: number }];
    expect(await compute("action", "get", String(action))).toMatchObject([{ status: "completed" }]);
    expect(simulator.droplet(id)).toMatchObject(effect);
  });

  test("restores a backup and a snapshot of the Droplet", async () => {
    if ("reason" in doctl) return;
    const { id } = simulator.addDroplet({ backups: 1, snapshots: ["kept"] });
    for (const [image] of [simulator.backups(id), simulator.snapshots(id)]) {
      await compute("droplet-action", "restore", String(id), "--image-id", String(image?.id));
      now += 3_600_000;
    }
    expect(simulator.posts("restore").accepted).toHaveLength(2);
  });

  test("lists Droplets, GPU Droplets, snapshots and plans", async () => {
    if ("reason" in doctl) return;
    const { id } = simulator.addDroplet({ snapshots: ["kept"] });
    const gpu = simulator.addDroplet({ size: "gpu-h100x1-80gb", region: "tor1" });
    expect(await compute("droplet", "list")).toMatchObject([{ id }]);
    expect(await compute("droplet", "list", "--gpus")).toMatchObject([{ id: gpu.id }]);
    expect(await compute("droplet", "snapshots", String(id))).toMatchObject([{ name: "kept" }]);
    const plans = (await compute("size", "list")) as { slug: string; available?: boolean }[];
    const isAvailable = (slug: string) =>
      plans.find((one) => one.slug === slug)?.available ?? false;
    expect(isAvailable("s-1vcpu-1gb")).toBe(true);
    expect(isAvailable("512mb")).toBe(false);
  });
});
