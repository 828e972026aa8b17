import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)(
  "resources that are replaced while their Droplet stays, through the $name",
  (adapter) => {
    let stack: Stack;
    let replaced: Result;

    beforeAll(async () => {
      stack = await startStack({ adapter, droplets: [1, 2, 3, 4, 5].map((id) => ({ id })) });
      stack.program(`
      new DropletPowerState("tainted", { dropletId: 1, state: "off" });
      new DropletPowerState("chosen", { dropletId: 2, state: "off" });
      new DropletPowerState("renamed", { dropletId: 3, state: "off" });
      new DropletPowerState("onDelete", { dropletId: 4, state: "off", stateOnDelete: "active" });
      new DropletPowerState("aliased", { dropletId: 5, state: "off" });
    `);
      await stack.up();
      await stack.run(["state", "taint", stack.resource("tainted").urn, "--yes"]);
      stack.program(`
      new DropletPowerState("tainted", { dropletId: 1, state: "off" });
      new DropletPowerState("chosen", { dropletId: 2, state: "off" });
      new DropletPowerState("renamed2", { dropletId: 3, state: "off" });
      new DropletPowerState("onDelete2", { dropletId: 4, state: "off", stateOnDelete: "active" });
      new DropletPowerState("aliased2", { dropletId: 5, state: "off" }, { aliases: [{ name: "aliased" }] });
    `);
      replaced = await stack.up({ args: ["--replace", stack.resource("chosen").urn] });
    }, 300_000);

    test("are made anew when tainted, chosen by --replace, or renamed", () => {
      expect(replaced.output).toMatch(/DropletPowerState tainted created replacement/);
      expect(replaced.output).toMatch(/DropletPowerState chosen created replacement/);
      expect(replaced.output).toMatch(/DropletPowerState renamed2 created/);
      expect(replaced.output).toMatch(/DropletPowerState renamed deleted/);
    });

    test("are the same resource when renamed with an alias", () => {
      expect(replaced.output).not.toMatch(/aliased2? (created|updated|deleted)/);
      expect(stack.resource("aliased2").id).toBe("5");
    });

    test("send nothing where the Droplet matches the inputs", () => {
      expect(replaced.writes).toEqual([]);
    });

    test("do not apply stateOnDelete to a Droplet that was declared anew in the same run, and say so", () => {
      expect(stack.simulator.droplet(4).status).toBe("off");
      expect(replaced.output).toMatch(
        /DropletPowerState \(onDelete\):\n +stateOnDelete "active" is not applied/,
      );
    });
  },
);

describe.each(adapters)(
  "a Droplet that is replaced, deleted first, through the $name",
  (adapter) => {
    let stack: Stack;
    let replaced: Result, preview: Result;
    let oldSnapshot: string;
    let oldDroplet: string;

    beforeAll(async () => {
      stack = await startStack({ adapter, digitalocean: true });
      const program = (image: string) => `
      const droplet = new digitalocean.Droplet("web",
        { image: "${image}", region: "nyc3", size: "s-1vcpu-1gb" },
        { deleteBeforeReplace: true });
      const snapshot = new DropletSnapshot("data", { dropletId: droplet.id });
      new DropletPowerState("power", { dropletId: droplet.id, state: "off" }, { dependsOn: [snapshot] });
    `;
      stack.program(program("ubuntu-24-04-x64"));
      await stack.up();
      oldSnapshot = String(stack.resource("data").outputs["snapshotId"]);
      oldDroplet = String(stack.resource("data").outputs["dropletId"]);
      stack.program(program("debian-12-x64"));
      preview = await stack.preview();
      replaced = await stack.up();
    }, 300_000);

    test("leaves the old snapshot at DigitalOcean, named in preview and up", () => {
      expect(stack.simulator.snapshots(oldDroplet).map(({ id }) => String(id))).toContain(
        oldSnapshot,
      );
      const line = `Snapshot ${oldSnapshot} of Droplet ${oldDroplet} is left at DigitalOcean`;
      expect(preview.output).toContain(line);
      expect(replaced.output).toContain(line);
    });

    test("gets its own snapshot and power", () => {
      const { id } = stack.resource("web");
      expect(id).not.toBe(oldDroplet);
      expect(stack.resource("data").outputs["dropletId"]).toBe(id);
      expect(stack.simulator.droplet(Number(id)).status).toBe("off");
    });

    test("sends nothing for the old Droplet", () => {
      expect(replaced.writes).toEqual([
        `DELETE /v2/droplets/${oldDroplet} 204`,
        "POST /v2/droplets 202",
        "snapshot",
        "shutdown",
      ]);
    });
  },
);

describe.each(adapters)(
  "a Droplet that is replaced, deleted last, through the $name",
  (adapter) => {
    let stack: Stack;
    let preview: Result, restoring: Result, replaced: Result;
    let oldDroplet: string;

    beforeAll(async () => {
      stack = await startStack({ adapter, digitalocean: true });
      const program = (image: string, more = "") => `
      const droplet = new digitalocean.Droplet("web", { image: "${image}", region: "nyc3", size: "s-1vcpu-1gb" });
      const snapshot = new DropletSnapshot("data", { dropletId: droplet.id });
      const reboot = new DropletReboot("kernel", { dropletId: droplet.id }, { dependsOn: [snapshot] });
      ${more}
      new DropletPowerState("power", { dropletId: droplet.id, state: "off" }, { dependsOn: [reboot] });
    `;
      stack.program(program("ubuntu-24-04-x64"));
      await stack.up();
      oldDroplet = stack.resource("web").id;
      const image = String(stack.resource("data").outputs["snapshotId"]);
      const restore = `new DropletRestore("back", { dropletId: droplet.id, image: "${image}", allowDataLoss: true });`;
      stack.program(program("ubuntu-24-04-x64", restore));
      await stack.up();
      stack.program(program("debian-12-x64", restore));
      restoring = await stack.preview({ fails: true });
      stack.program(program("debian-12-x64"));
      preview = await stack.preview();
      replaced = await stack.up();
    }, 300_000);

    test("names each action that will run on the new one, and why", () => {
      const when = `When the replacement of Droplet ${oldDroplet} is known, at most:`;
      expect(preview.output).toContain(`${when} snapshot named "data"`);
      expect(preview.output).toContain(
        `${when} reboot, because Droplet ${oldDroplet} is replaced.`,
      );
      expect(preview.output).toContain(`${when} shutdown`);
      expect(replaced.writes).toEqual([
        "POST /v2/droplets 202",
        "snapshot",
        "reboot",
        "shutdown",
        `DELETE /v2/droplets/${oldDroplet} 204`,
      ]);
    });

    test("is refused in preview where a restore would want an image of the old one", () => {
      expect(restoring.output).toMatch(
        new RegExp(`image is "\\d+", and the restore would run because Droplet ${oldDroplet} is`),
      );
    });
  },
);
