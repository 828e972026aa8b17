import { World } from "../support/world";

/** Where nothing tells what became of a POST, the user decides. */

let world: World;
afterEach(() => world.stop());
const sent = () => world.simulator.requests.filter(({ method }) => method === "POST").length;

test("pulumi up --replace runs anew what is of unknown fate, as its error says", async () => {
  world = await World.start({ droplets: [{ id: 42 }] });
  const args = { dropletId: 42, triggers: [1], timeoutSeconds: 60 };
  // Never accepted, and something of DigitalOcean's hangs on the Droplet's list for ever.
  const fault = { connection: "reset" } as const;
  world.simulator.faults.add({ method: "POST", nth: 1, fault });
  world.simulator.startForeignEvent(42);
  const kept = await world.up("DropletReboot", args);
  expect(kept.reasons[0]).toMatch(
    /could not be found out; it is not sent again\. Look at the Droplet's history with `doctl compute droplet actions 42`\. .* if it certainly never ran, `pulumi up --replace/,
  );
  world.endProcess();
  world.clock.advance(60);
  expect(sent()).toBe(1);
  await world.check("DropletReboot", args, kept.inputs, { preview: false });
  await world.up("DropletReboot", args).catch(() => undefined);
  expect(sent()).toBeGreaterThan(1);
});
