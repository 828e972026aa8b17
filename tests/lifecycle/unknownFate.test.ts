import { read } from "../support/docs";
import { World } from "../support/world";

/** Where nothing tells what became of a POST, the user decides. */

let world: World;
afterEach(() => world.stop());
const sent = () => world.simulator.requests.filter(({ method }) => method === "POST").length;

test("pulumi state taint and up run once more what is of unknown fate, as the page of its error says", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  const args = { dropletId: 42, triggers: [1], timeoutSeconds: 60 };
  // Never accepted, and the Droplet's actions cannot be read.
  const fault = { connection: "reset" } as const;
  world.simulator.faults.add({ method: "POST", nth: 1, fault });
  const path = "/v2/droplets/42/actions";
  world.simulator.faults.add({ method: "GET", path, nth: 2, times: 1_000, fault: { status: 503 } });
  const kept = await world.up("DropletReboot", args);
  expect(kept.reasons[0]).toMatch(
    /could not be found out; it is not sent again\. Look at `doctl compute droplet actions 42`, and run `pulumi up` to look it up once more/,
  );
  expect(read("docs/errors.md")).toContain("`pulumi state taint <urn>` and then `pulumi up`");
  world.simulator.faults.clear();
  await world.endProcess();
  world.clock.advance(60);
  expect(sent()).toBe(1);
  await world.check("DropletReboot", args, kept.inputs, { preview: false });
  await world.up("DropletReboot", args);
  expect(sent()).toBe(2);
});

test("an action of somebody else that stays in progress on the list for ever holds no verdict up", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  world.simulator.startForeignEvent(42);
  world.clock.advance(3_600);
  const fault = { connection: "reset" } as const;
  world.simulator.faults.add({ method: "POST", nth: 1, fault });
  world.simulator.faults.add({ method: "POST", nth: 2, times: 3, fault: { status: 503 } });
  const args = { dropletId: 42, name: "n", timeoutSeconds: 120 };
  const kept = await world.up("DropletRename", args).catch((error: Error) => error);
  expect(kept).toBeInstanceOf(Error);
  expect(sent()).toBeGreaterThan(1);
});
