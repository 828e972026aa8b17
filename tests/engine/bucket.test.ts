import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { bucketServers, type RunningBucket, startBucketServer } from "../support/bucketServers";
import { adapters, type Result, type Stack, startStack } from "./support/stack";

/** Runners that start empty: what one was killed in, another one finishes, with nothing but the state and a bucket. */

let bucket: RunningBucket | undefined;
beforeAll(async () => {
  for (const server of bucketServers) bucket ??= await startBucketServer(server);
}, 300_000);
afterAll(() => bucket?.stop());

describe.each(adapters)("a runner that was killed in mid-resize, through the $name", (adapter) => {
  let stack: Stack;
  let again: Result, quiet: Result;

  beforeAll(async () => {
    if (!bucket) return;
    stack = await startStack({ adapter, droplets: [{ id: 1 }], durations: { resize: 600 } });
    const { address, credentials } = bucket;
    const journal = address.replace("/team", `/${adapter.module}`);
    Object.assign(stack.env, { DROPLET_ACTIONS_JOURNAL: journal, ...credentials });
    stack.program(`new DropletResize("big", { dropletId: 1, size: "s-2vcpu-2gb" });`);
    const useNewHome = () => {
      stack.env["PULUMI_HOME"] = mkdtempSync(join(stack.project.sandbox.folder, "home-"));
    };
    useNewHome();
    const killed = stack.start(["up", "--yes", "--skip-preview"]);
    await stack.requested("resize");
    killed.kill();
    await killed.result;
    useNewHome();
    await stack.run(["cancel", "--yes"]);
    stack.passSeconds(600);
    again = await stack.up();
    useNewHome();
    quiet = await stack.up();
  }, 300_000);

  const testIfThere = (name: string, work: () => void) =>
    test(name, () => (bucket ? work() : undefined));

  testIfThere("is resumed on another one, and nothing is sent twice", () => {
    expect(again.output).toMatch(/An earlier run was interrupted in this operation/);
    const posted = stack.simulator.posts().accepted.map(({ actionType }) => actionType);
    expect(posted).toEqual(["shutdown", "resize", "power_on"]);
    expect(quiet.writes).toEqual([]);
  });

  testIfThere("leaves the Droplet resized and on", () => {
    expect(stack.simulator.droplet(1)).toMatchObject({
      status: "active",
      size: "s-2vcpu-2gb",
    });
  });
});
