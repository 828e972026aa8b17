import { World } from "../support/world";

const kind = "DropletPasswordReset";
let world: World;

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
}
afterEach(() => world.stop());

test.each(["active", "off"] as const)(
  "resets the password of a Droplet that is %s and leaves its power as it was",
  async (status) => {
    await start({ droplets: [{ id: 42, status }] });
    const { outputs } = await world.up(kind, { dropletId: 42 });
    expect(world.simulator.posts().accepted.map(({ body }) => body)).toEqual([
      { type: "password_reset" },
    ]);
    expect(world.simulator.droplet(42).status).toBe(status);
    expect(JSON.stringify(outputs)).not.toMatch(/password"/);
  },
);

test("says in the preview that the old password is lost and where the new one goes", async () => {
  await start();
  await world.check(kind, { dropletId: 42 });
  expect(world.lines).toEqual([
    expect.stringMatching(/The Droplet is down during it.*Cannot be undone: .*by e-mail/),
  ]);
});

test("a token without droplet:admin gives an error that says so, and nothing is reset", async () => {
  await start({ tokens: { few: ["droplet:read", "droplet:update"] } });
  await expect(world.up(kind, { dropletId: 42 })).rejects.toThrow(
    /^password_reset on Droplet 42: .*HTTP 403.*droplet:admin/,
  );
  expect(world.simulator.posts().accepted).toEqual([]);
});
