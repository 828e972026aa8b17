import { adapters, type Result, type Stack, startStack } from "./support/stack";

/** What an option of the engine makes of a replacement must not cost a snapshot: a new one is taken in place. */
const autonaming = {
  default: [],
  verbatim: ["mode", "verbatim"],
  disabled: ["mode", "disabled"],
  pattern: ["pattern", "the-${name}"],
} as const;

const program = (round: number) => `
  new DropletSnapshot("plain", { dropletId: 1, triggers: [${round}] });
  new DropletSnapshot("first", { dropletId: 2, triggers: [${round}] }, { deleteBeforeReplace: true });
`;

describe.each(adapters)("a DropletSnapshot whose triggers change, through the $name", (adapter) => {
  let stack: Stack;
  let round = 0;
  const resources = { plain: 1, first: 2 };

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }, { id: 2 }] });
    stack.program(program(round));
    await stack.up();
  }, 300_000);

  const idsOf = (dropletId: number) =>
    stack.simulator.snapshots(dropletId).map(({ id }) => String(id));
  const keptBy = (name: string) => String(stack.resource(name).outputs["snapshotId"]);

  describe.each(Object.entries(autonaming))("with pulumi:autonaming %s", (_mode, setting) => {
    let preview: Result, failed: Result, changed: Result;
    let olds: Record<string, string>, left: Record<string, readonly string[]>;
    const all = <T>(of: (name: string, dropletId: number) => T) =>
      Object.fromEntries(Object.entries(resources).map(([name, id]) => [name, of(name, id)]));

    beforeAll(async () => {
      await stack.run(["config", "rm", "--path", "pulumi:autonaming"]);
      const [key, value] = setting;
      if (key) await stack.run(["config", "set", "--path", `pulumi:autonaming.${key}`, value]);
      olds = all(keptBy);
      stack.program(program(++round));
      preview = await stack.preview();
      stack.simulator.setSwitches({ outcomes: { snapshot: "errored" } });
      failed = await stack.up({ fails: true });
      left = all((_name, id) => idsOf(id));
      stack.simulator.setSwitches({ outcomes: {} });
      changed = await stack.up();
    }, 300_000);

    test("is previewed as an update that takes a new one and then deletes the old one", () => {
      expect(preview.output).not.toContain("replace");
      for (const [name, id] of Object.entries(olds)) {
        expect(preview.output).toMatch(
          new RegExp(`1\\) snapshot named "${name}"; 2\\) delete snapshot ${id} \\(`),
        );
      }
    });

    test("keeps the old one when the new one fails", () => {
      expect(failed.output).toMatch(/errored/);
      expect(failed.writes.filter((write) => write !== "snapshot")).toEqual([]);
      expect(left).toEqual(all((name) => [olds[name]]));
    });

    test("takes the new one first, deletes the old one, and has the new one in its outputs", () => {
      expect(changed.writes).toHaveLength(4);
      for (const [name, id] of Object.entries(olds)) {
        const deletion = changed.writes.indexOf(`DELETE /v2/snapshots/${id} 204`);
        expect(deletion).toBeGreaterThan(changed.writes.indexOf("snapshot"));
        expect(keptBy(name)).not.toBe(id);
      }
      expect(all((_name, id) => idsOf(id))).toEqual(all((name) => [keptBy(name)]));
    });
  });
});

describe.each(adapters)("DropletSnapshots that are replaced, through the $name", (adapter) => {
  let stack: Stack;
  let preview: Result, failed: Result, replaced: Result;
  let olds: readonly string[], left: readonly string[];
  const ids = () =>
    [1, 2].flatMap((id) => stack.simulator.snapshots(id).map((one) => String(one.id)));

  beforeAll(async () => {
    stack = await startStack({ adapter, droplets: [{ id: 1 }, { id: 2 }] });
    stack.program(`
      new DropletSnapshot("tainted", { dropletId: 1 });
      new DropletSnapshot("chosen", { dropletId: 2 });
    `);
    await stack.up();
    olds = ids();
    await stack.run(["state", "taint", stack.resource("tainted").urn, "--yes"]);
    const options = { args: ["--replace", stack.resource("chosen").urn] };
    preview = await stack.preview(options);
    stack.simulator.setSwitches({ outcomes: { snapshot: "errored" } });
    failed = await stack.up({ ...options, fails: true });
    left = ids();
    stack.simulator.setSwitches({ outcomes: {} });
    replaced = await stack.up(options);
  }, 300_000);

  test("are previewed without a deletion that up would not make in this way", () => {
    expect(preview.output).toMatch(/snapshot named "tainted"\. No downtime/);
    expect(preview.output).toMatch(/snapshot named "chosen"\. No downtime/);
    expect(preview.output).not.toContain("delete snapshot");
  });

  test("keep the old ones when the new ones fail", () => {
    expect(failed.output).toMatch(/errored/);
    expect(left).toEqual(olds);
  });

  test("create before they delete", () => {
    expect(replaced.writes.filter((write) => write === "snapshot")).toHaveLength(2);
    for (const id of olds) {
      const deletion = replaced.writes.indexOf(`DELETE /v2/snapshots/${id} 204`);
      expect(deletion).toBeGreaterThan(replaced.writes.lastIndexOf("snapshot"));
    }
    expect(ids()).toEqual(
      ["tainted", "chosen"].map((name) => stack.resource(name).outputs["snapshotId"]),
    );
  });
});
