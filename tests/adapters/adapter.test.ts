import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { pulumisOwn } from "../../tools/buildPlugin";
import { runCommand } from "../../tools/childProcess";
import { oneFile } from "../../tools/oneFile";
import { repositoryRoot } from "../../tools/repository";
import { plainOutput } from "../support/plainOutput";

const adapter = join(repositoryRoot(), "provider/adapters/adapter");

/** Bundles a program and runs it in a process of its own. */
async function run(folder: string, text: string) {
  writeFileSync(join(folder, "main.ts"), text);
  const bundled = await oneFile(join(folder, "main.ts"), [pulumisOwn]);
  writeFileSync(join(folder, "program"), bundled.text);
  return runCommand(process.execPath, [join(folder, "program")], {
    env: { ...process.env, ...plainOutput, DROPLET_ACTIONS_JOURNAL: folder },
  });
}

/** A process of its own: what Node.js prints in one with an adapter is what a user reads. */
const program = (settings: object, ids: readonly number[]) => `
  import { Adapter } from ${JSON.stringify(adapter)};
  const adapter = new Adapter();
  adapter.configure(${JSON.stringify(settings)});
  const read = (id: number) =>
    adapter.answer({ urn: undefined, secrets: [] }, (context) => context.connect().actionList(String(id)));
  void Promise.all(${JSON.stringify(ids)}.map(read)).then((all) => {
    console.log(all.length, "reads");
    process.exit();
  });`;

test("many reads at once are no reason for a warning of Node.js", async () => {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-adapter-"));
  const ids = Array.from({ length: 20 }, (_, index) => index + 1);
  const simulator = await startSimulator({ droplets: ids.map((id) => ({ id })) });
  try {
    const { token, url: apiUrl } = simulator;
    const { combined } = await run(folder, program({ token, apiUrl }, ids));
    expect(combined).toBe("20 reads\n");
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

// Only Windows sends SIGBREAK, so the process hears it from itself.
test.each(["SIGINT", "SIGBREAK"])(
  "%s, by which an engine ends a provider, ends it well",
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), "droplet-actions-adapter-"));
    try {
      const { code, combined } = await run(
        folder,
        `import { Adapter } from ${JSON.stringify(adapter)};
      new Adapter().followEngine();
      setInterval(() => console.log("still there"), 5_000);
      setTimeout(() => process.emit("${signal}"), 100);`,
      );
      expect({ code, combined }).toEqual({ code: 0, combined: "" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
