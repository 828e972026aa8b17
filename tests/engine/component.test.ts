import { adapters, type Result, startStack } from "./support/stack";

/** A server as users wrap one: a Droplet, and what is done with it, below a component of their own. */
const program = `
  class Server extends pulumi.ComponentResource {
    constructor(name) {
      super("my:index:Server", name);
      const parent = this;
      const options = { parent, ignoreChanges: ["size"] };
      const droplet = new digitalocean.Droplet(name, { image: "debian-12-x64", region: "nyc3", size: "s-1vcpu-1gb" }, options);
      const resize = new DropletResize(name, { dropletId: droplet.id, size: "s-2vcpu-2gb" }, { parent });
      const snapshot = new DropletSnapshot(name, { dropletId: droplet.id }, { parent, dependsOn: [resize] });
      this.snapshotId = snapshot.snapshotId;
      this.registerOutputs({ snapshotId: this.snapshotId });
    }
  }
  exports.snapshotId = new Server("web").snapshotId;
`;

describe.each(adapters)("resources below one component, through the $name", (adapter) => {
  let first: Result, second: Result, destroyed: Result;

  beforeAll(async () => {
    const stack = await startStack({ adapter, digitalocean: true });
    stack.program(program);
    first = await stack.up();
    second = await stack.up();
    destroyed = await stack.destroy();
  }, 120_000);

  test("act in the order of dependsOn", () => {
    const writes = ["POST /v2/droplets 202", "shutdown", "resize", "power_on", "snapshot"];
    expect(first.writes).toEqual(writes);
    expect(first.output).toMatch(/snapshotId: "\d+"/);
  });

  test("leave a second up quiet", () => {
    expect(second.writes).toEqual([]);
    expect(second.output).toContain("5 unchanged");
  });

  test("are removed with it", () => {
    expect(destroyed.output).toContain("5 deleted");
  });
});
