import { World } from "../support/world";

const kind = "DropletKernel";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "old", kernel: 991 }], ...options });
}
afterEach(() => world.stop());

const bodies = () => world.simulator.posts().accepted.map(({ body }) => body);

test("changes the kernel by its id and tells its name", async () => {
  await start();
  const { outputs } = await world.up(kind, { dropletId: 42, kernel: 1014 });
  expect(bodies()).toEqual([{ type: "change_kernel", kernel: 1014 }]);
  expect(outputs).toMatchObject({ kernel: 1014, kernelName: expect.stringContaining("3.13.0-47") });
});

test("says in the preview from what to what, and when it is used", async () => {
  await start();
  await world.check(kind, { dropletId: 42, kernel: 992 });
  expect(world.lines).toEqual([
    expect.stringMatching(
      /change_kernel from .*3\.13\.0-24.* to .*3\.13\.0-25.*, used from the next boot on\. No downtime/,
    ),
  ]);
});

test("sends nothing when the Droplet has the kernel", async () => {
  await start();
  await world.up(kind, { dropletId: 42, kernel: 991 });
  expect(bodies()).toEqual([]);
});

test.each([
  [
    null,
    992,
    /^is 992, but Droplet 42 manages its kernel inside, as all Droplets made after March 2017 do\. Change the kernel with the package manager/,
  ],
  [
    991,
    7,
    /^is 7, which is not among the kernels of Droplet 42\. Choose one that `doctl compute droplet kernels 42`/,
  ],
])("of a Droplet with kernel %j, %j is refused", async (current, wanted, reason) => {
  await start({ droplets: [{ id: 42, kernel: current }] });
  const args = { dropletId: 42, kernel: wanted };
  const { failures } = await world.check(kind, args);
  expect(failures).toEqual([{ property: "kernel", reason: expect.stringMatching(reason) }]);
  await expect(world.up(kind, args)).rejects.toThrow(/kernel is/);
  expect(world.simulator.posts()).toEqual({ accepted: [], refused: [] });
});

test.each([0, 1.5, "991", undefined])("the kernel %j is refused", async (kernel) => {
  await start();
  const { failures } = await world.check(kind, { dropletId: 42, kernel });
  expect(failures).toEqual([
    { property: "kernel", reason: expect.stringMatching(/must be the id of a kernel/) },
  ]);
});

test("refresh shows a kernel that was changed elsewhere, and the next up changes it back", async () => {
  await start();
  const args = { dropletId: 42, kernel: 991 };
  const saved = await world.up(kind, args);
  world.simulator.drift(42, { kernel: 993 });
  const refreshed = await world.refresh(kind, saved);
  expect(refreshed?.inputs["kernel"]).toBe(993);
  expect(refreshed?.outputs["kernelName"]).toContain("3.13.0-26");
  await world.up(kind, args, refreshed);
  expect(bodies()).toEqual([{ type: "change_kernel", kernel: 991 }]);
});
