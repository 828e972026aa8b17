import { actionOf, actions, actionsByTag, isKnown, scopesOf } from "../provider/actions";

/** The table against DigitalOcean's documentation, by hand: it is what the resources send and ask for. */

const documented: Readonly<Record<string, readonly string[]>> = {
  enable_backups: [],
  disable_backups: [],
  change_backup_policy: [],
  reboot: [],
  power_cycle: [],
  shutdown: [],
  power_off: [],
  power_on: [],
  restore: ["droplet:admin"],
  password_reset: ["droplet:admin"],
  resize: ["droplet:create"],
  rebuild: ["droplet:admin"],
  rename: [],
  change_kernel: [],
  enable_ipv6: [],
  snapshot: ["image:create"],
};

test("covers exactly the 16 types that DigitalOcean documents", () => {
  expect(Object.keys(documented)).toHaveLength(16);
  expect(Object.keys(actions).sort()).toEqual(Object.keys(documented).sort());
});

test.each(Object.entries(documented))(
  "%s needs the scopes that DigitalOcean documents",
  (type, scopes) => {
    expect(scopesOf(type)).toEqual(["droplet:update", ...scopes]);
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
    expect(scopesOf(type)).toEqual(["droplet:update"]);
    expect(actionOf(type)).toMatchObject({
      destroysData: true,
      permanent: expect.stringMatching(/does not know/),
    });
  },
);
