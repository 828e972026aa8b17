import { join } from "node:path";
import { adapters, type Stack, startStack } from "./support/stack";

/** What the options of the engine make of an action; each row is one of the table in docs/design/engine.md. */
describe.each(adapters)("options of the engine, through the $name", (adapter) => {
  let stack: Stack;

  const declare = (version: number) =>
    stack.program(`
      const triggers = [${version}];
      new DropletReboot("ignored", { dropletId: 1, triggers }, { ignoreChanges: ["triggers"] });
      new DropletReboot("replaced", { dropletId: 2, triggers }, { replaceOnChanges: ["triggers"] });
      const triggered = new DropletReboot("triggered", { dropletId: 3 }, { replacementTrigger: ${version} });
      new DropletReboot("with", { dropletId: 4 }, { replaceWith: [triggered] });
      const add = ({ props, opts }) => ({ props: { ...props, triggers }, opts });
      new DropletReboot("transformed", { dropletId: 5 }, { transformations: [add] });
      new DropletSnapshot("left", { dropletId: 6 }, { deletedWith: triggered });
    `);

  /** Droplets whose action was posted since the last question. */
  let asked = 0;
  const acted = (): number[] => {
    const all = stack.simulator.posts().accepted;
    const since = all.slice(asked);
    asked = all.length;
    return since.map(({ path }) => Number(path.split("/")[3])).sort((a, b) => a - b);
  };

  beforeAll(async () => {
    const droplets = [1, 2, 3, 4, 5, 6].map((id) => ({ id }));
    stack = await startStack({ adapter, droplets });
    declare(1);
    await stack.up();
    expect(acted()).toEqual([1, 2, 3, 4, 5, 6]);
  }, 180_000);

  const urn = (name: string) => stack.resource(name).urn;
  const only = (...names: readonly string[]) => names.flatMap((name) => ["--target", urn(name)]);
  const without = (...names: readonly string[]) =>
    names.flatMap((name) => ["--exclude", urn(name)]);

  test("run one action for each change they let through, and the preview says which", async () => {
    declare(2);
    const { output } = await stack.preview();
    expect(output).toContain("1 to update");
    expect(output).toContain("4 to replace");
    await stack.up();
    expect(acted()).toEqual([2, 3, 4, 5, 6]);
    expect((await stack.up()).output).toContain("7 unchanged");
  }, 180_000);

  test("--target and --exclude run the actions of what they leave", async () => {
    declare(3);
    await stack.up({ args: only("transformed") });
    expect(acted()).toEqual([5]);
    await stack.up({ args: without("replaced") });
    expect(acted()).toEqual([3, 4, 6]);
    await stack.up();
    expect(acted()).toEqual([2]);
  }, 180_000);

  test("an update plan that was saved by a preview is kept to", async () => {
    declare(4);
    const plan = join(stack.project.folder, "plan.json");
    await stack.preview({ args: ["--save-plan", plan] });
    await stack.up({ args: ["--plan", plan] });
    expect(acted()).toEqual([2, 3, 4, 5, 6]);
  }, 180_000);

  test("a resource that is moved to another stack does not act again", async () => {
    await stack.run(["stack", "init", "other", "--no-select"]);
    const moved = ["state", "move", "--yes", "--source", "dev", "--dest", "other", urn("ignored")];
    await stack.run(moved);
    stack.program(`new DropletReboot("ignored", { dropletId: 1, triggers: [1] });`);
    const { output } = await stack.up({ args: ["--stack", "other"] });
    expect(output).toMatch(/1 unchanged|2 unchanged/);
    expect(acted()).toEqual([]);
  }, 180_000);

  test("deletedWith keeps a removal from deleting snapshots, and a replacement, too", async () => {
    const { writes } = await stack.destroy();
    expect(writes).toEqual([]);
    expect(stack.simulator.snapshots(6)).toHaveLength(4);
  }, 180_000);
});
