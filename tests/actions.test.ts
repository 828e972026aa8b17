import { actionOf, actions, actionsByTag, isKnown } from "../provider/actions";

/** The table against DigitalOcean's documentation, by hand: it is what the resources send and ask for. */

const documented: Readonly<Record<string, { parameters: object; scopes: readonly string[] }>> = {
  enable_backups: { parameters: { backup_policy: "object" }, scopes: [] },
  disable_backups: { parameters: {}, scopes: [] },
  change_backup_policy: { parameters: { backup_policy: "object" }, scopes: [] },
  reboot: { parameters: {}, scopes: [] },
  power_cycle: { parameters: {}, scopes: [] },
  shutdown: { parameters: {}, scopes: [] },
  power_off: { parameters: {}, scopes: [] },
  power_on: { parameters: {}, scopes: [] },
  restore: { parameters: { image: "integer" }, scopes: ["droplet:admin"] },
  password_reset: { parameters: {}, scopes: ["droplet:admin"] },
  resize: { parameters: { size: "string", disk: "boolean" }, scopes: ["droplet:create"] },
  rebuild: { parameters: { image: "integer or string" }, scopes: ["droplet:admin"] },
  rename: { parameters: { name: "string" }, scopes: [] },
  change_kernel: { parameters: { kernel: "integer" }, scopes: [] },
  enable_ipv6: { parameters: {}, scopes: [] },
  snapshot: { parameters: { name: "string" }, scopes: ["image:create"] },
};

test("covers exactly the 16 types that DigitalOcean documents", () => {
  expect(Object.keys(documented)).toHaveLength(16);
  expect(Object.keys(actions).sort()).toEqual(Object.keys(documented).sort());
});

test.each(Object.entries(documented))(
  "%s has the parameters and scopes that DigitalOcean documents",
  (type, { parameters, scopes }) => {
    expect(actionOf(type)).toMatchObject({ scopes: ["droplet:update", ...scopes] });
    expect(actionOf(type).parameters).toEqual(parameters);
  },
);

test("exactly 8 types run by tag", () => {
  expect([...actionsByTag].sort()).toEqual([
    "disable_backups",
    "enable_backups",
    "enable_ipv6",
    "power_cycle",
    "power_off",
    "power_on",
    "shutdown",
    "snapshot",
  ]);
});

test("what destroys the disk, and what cannot be undone, is said", () => {
  const types = Object.keys(actions);
  expect(types.filter((type) => actionOf(type).destroysData)).toEqual(["restore", "rebuild"]);
  expect(types.filter((type) => actionOf(type).permanent)).toEqual([
    "restore",
    "password_reset",
    "rebuild",
    "enable_ipv6",
  ]);
});

test.each(["enable_private_networking", "toString", ""])(
  "of a type that is not known (%j) the worst is assumed",
  (type) => {
    expect(isKnown(type)).toBe(false);
    expect(actionOf(type)).toMatchObject({
      scopes: ["droplet:update"],
      destroysData: true,
      permanent: expect.stringMatching(/does not know/),
    });
  },
);
