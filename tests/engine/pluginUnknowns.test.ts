import { plugin } from "./support/adapters";
import { type Result, type Stack, startStack } from "./support/stack";

const program = (size: string, options: string) => `
  const resize = new DropletResize("size", { dropletId: 1, size: "${size}"${options} });
  const power = new DropletPowerState("power", { dropletId: 2, state: "active"${options && `, stateOnDelete: "active"`} });
  new DropletRename("name", { dropletId: 3, name: pulumi.interpolate\`web-\${resize.vcpus}\` });
  exports.vcpus = resize.vcpus;
  exports.power = power.status;
`;

describe("outputs in a preview", () => {
  let stack: Stack;
  let creating: Result, changingHow: Result, resizing: Result;

  beforeAll(async () => {
    stack = await startStack({ adapter: plugin, droplets: [{ id: 1 }, { id: 2 }, { id: 3 }] });
    stack.program(program("s-2vcpu-2gb", ""));
    creating = await stack.preview({ args: ["--diff"] });
    await stack.up();
    stack.program(program("s-2vcpu-2gb", ", timeoutSeconds: 900"));
    changingHow = await stack.preview({ args: ["--diff"] });
    stack.program(program("s-4vcpu-8gb", ""));
    resizing = await stack.preview({ args: ["--diff"] });
  }, 300_000);

  test("are unknown for what only up can tell, and so are inputs made of them", () => {
    expect(creating.output).toMatch(/name +: \[unknown\]/);
    expect(creating.output).toMatch(/vcpus: \[unknown\]/);
    expect(resizing.output).toMatch(/~ name: "web-2" => \[unknown\]/);
  });

  test("are known where the Droplet already matches the inputs", () => {
    expect(creating.output).toMatch(/power: "active"/);
  });

  test("stay known in an update that sends nothing", () => {
    expect(changingHow.output).toContain(`+ stateOnDelete: "active"`);
    expect(changingHow.output).not.toContain("[unknown]");
    expect(changingHow.output).toContain("~ 1 to update");
    expect(changingHow.output).toContain("3 unchanged");
  });
});
