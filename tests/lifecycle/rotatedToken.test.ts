import type { Saved } from "../support/world";
import { World } from "../support/world";

/** A token that is replaced by another one, in the middle of an operation or between two commands. */

const [old, fresh] = ["dop_v1_old", "dop_v1_fresh"];
let world: World;
afterEach(() => world.stop());

const wayOut =
  "The token from digitalocean:token is mistyped, expired or revoked: set a new one there and run the same command again. A refresh or destroy sees it only with --run-program.";

async function start(inBucket: boolean) {
  world = await World.start({
    token: old,
    tokens: { [old]: "all", [fresh]: "all" },
    droplets: [{ id: 42 }],
    durations: { shutdown: 5, resize: 300, power_on: 5, reboot: 60 },
    inBucket,
  });
}

/** Until the action of this type is known, when the token expires. */
async function revokedIn(type: string, going: Promise<Saved>): Promise<Saved> {
  while (!world.progress.some((line) => line.startsWith(`${type} `))) {
    await new Promise((turn) => setImmediate(turn));
  }
  world.simulator.revokeToken(old);
  return going;
}

describe.each([false, true])(
  "one that expires while an action is waited for (bucket: %s)",
  (inBucket) => {
    test("ends with the way out, and the next up resumes with the new one and sends nothing twice", async () => {
      await start(inBucket);
      const args = { dropletId: 42 };
      const kept = await revokedIn("reboot", world.up("DropletReboot", args));
      expect(kept.reasons).toEqual([expect.stringMatching(/HTTP 401/)]);
      expect(kept.reasons[0]).toContain(wayOut);
      world.setToken(fresh);
      world.newProcess();
      expect((await world.up("DropletReboot", args, kept)).reasons).toEqual([]);
      expect(world.postedTypes()).toEqual(["reboot"]);
    });

    test("keeps on record the power that is to be restored, which the next up does", async () => {
      await start(inBucket);
      const args = { dropletId: 42, size: "s-2vcpu-2gb" };
      const kept = await revokedIn("resize", world.up("DropletResize", args));
      expect(kept.reasons[0]).toMatch(/^Droplet 42 is OFF\. /);
      expect(kept.reasons[0]).toContain(wayOut);
      world.setToken(fresh);
      world.newProcess();
      expect((await world.up("DropletResize", args, kept)).reasons).toEqual([]);
      expect(world.postedTypes()).toEqual(["shutdown", "resize", "power_on"]);
      expect(world.simulator.droplet(42).status).toBe("active");
    });
  },
);

test("one that is replaced between preview and up changes nothing", async () => {
  await start(false);
  const args = { dropletId: 42 };
  await world.check("DropletReboot", args);
  world.simulator.revokeToken(old);
  world.setToken(fresh);
  world.newProcess();
  const saved = await world.up("DropletReboot", args);
  world.newProcess();
  const { inputs } = await world.check("DropletReboot", args, saved.inputs);
  expect((await world.diff("DropletReboot", saved.outputs, inputs)).changes).toBe(false);
  expect(JSON.stringify(saved)).not.toMatch(/dop_v1/);
  expect(world.postedTypes()).toEqual(["reboot"]);
});

test("one that was revoked before the up sends nothing, and says how to give another", async () => {
  await start(false);
  const { inputs } = await world.check("DropletReboot", { dropletId: 42 });
  world.simulator.revokeToken(old);
  await expect(world.create("DropletReboot", inputs)).rejects.toThrow(wayOut);
  expect(world.postedTypes()).toEqual([]);
});

test("one that was revoked while a resource is unfinished fails the preview", async () => {
  await start(false);
  const args = { dropletId: 42 };
  const kept = await revokedIn("reboot", world.up("DropletReboot", args));
  world.newProcess();
  const { inputs } = await world.check("DropletReboot", args, kept.inputs);
  await expect(world.diff("DropletReboot", kept.outputs, inputs)).rejects.toThrow(wayOut);
});
