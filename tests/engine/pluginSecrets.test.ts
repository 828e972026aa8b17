import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plugin } from "./support/adapters";
import { type Result, type Stack, startStack } from "./support/stack";

/** How Pulumi marks a secret in a state. */
const secret = {
  "4dabf18193072939515e22adb298388d": expect.any(String),
  ciphertext: expect.any(String),
};

const values = ["project-x", "trigger-y", "host-z.example.com", "wrong_host"];

describe("secret inputs", () => {
  let stack: Stack;
  let outputs: string[];
  let states: string[];
  let journals: string[];
  let unfinished: Result, resumed: Result;

  const program = (host: string) => `
    new DropletSnapshot("data", {
      dropletId: 1,
      name: pulumi.secret("project-x"),
      triggers: [pulumi.secret("trigger-y")],
      timeoutSeconds: 5,
    });
    new DropletRename("name", { dropletId: 2, name: pulumi.secret("${host}") });
  `;

  beforeAll(async () => {
    const droplets = [{ id: 1 }, { id: 2 }];
    stack = await startStack({ adapter: plugin, droplets, durations: { snapshot: 600 } });
    stack.program(program("host-z.example.com"));
    const state = () => readFileSync(stack.project.stateFile, "utf8");
    const preview = await stack.preview({ args: ["--diff"] });
    // Not with --logtostderr: in those logs Pulumi itself spells out what resources are registered with.
    unfinished = await stack.up({ fails: true });
    states = [state()];
    journals = [journal(stack)];
    const waiting = await stack.preview({ args: ["--diff"] });
    stack.passSeconds(600);
    resumed = await stack.up();
    states.push(state());
    journals.push(journal(stack));
    stack.program(program("wrong_host"));
    const refused = await stack.preview({ fails: true });
    outputs = [preview, unfinished, waiting, resumed, refused].map(({ output }) => output);
  }, 300_000);

  test("reach DigitalOcean", () => {
    expect(stack.simulator.posts().accepted.map(({ body }) => body)).toEqual(
      expect.arrayContaining([
        { type: "snapshot", name: "project-x" },
        { type: "rename", name: "host-z.example.com" },
      ]),
    );
    expect(resumed.writes).toEqual([]);
  });

  test("are in no output and no error", () => {
    for (const output of outputs) for (const value of values) expect(output).not.toContain(value);
  });

  test("are in the state in ciphertext only, finished or not", () => {
    expect(unfinished.writes).toContain("snapshot");
    for (const state of states) for (const value of values) expect(state).not.toContain(value);
    const { inputs, outputs } = stack.resource("data");
    for (const holder of [inputs, outputs]) {
      expect(holder).toMatchObject({ name: secret, triggers: secret });
    }
  });

  test("are in no note of the journal", () => {
    expect(journals[0]).toContain("snapshot");
    for (const notes of journals) for (const value of values) expect(notes).not.toContain(value);
  });
});

/** All that the journal of this stack's computer holds. */
function journal({ project: { sandbox } }: Stack): string {
  const folder = join(sandbox.folder, "home", "droplet-actions");
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}
