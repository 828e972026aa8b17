import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/repository";
import { startStack } from "./support/stack";

/** Droplets that examples expect to exist, and what their programs are given of them. */
const droplets = [
  { id: 1, kernel: 991 },
  { id: 2, backups: 1 },
];
const old = { oldDropletId: 1, oldKernelId: 1000 };

const configuration: Readonly<Record<string, (backup: number) => Record<string, number>>> = {
  "old-kernel": () => ({ dropletId: 1, kernelId: 1000 }),
  "all-resources": (backupId) => ({ ...old, backedUpDropletId: 2, backupId }),
};

const folder = join(repositoryRoot(), "examples");

const holds = (example: string, file: string) => existsSync(join(folder, example, file));
/** The host for Node.js that can be built here knows no hooks; hooks.test.ts runs this one. */
const inline = "behind-a-load-balancer";
/** Those in other languages are projects of their own, run by languages.test.ts, and policies are by sdks/policy.test.ts. */
const examples = readdirSync(folder).filter(
  (name) => holds(name, "index.ts") && !holds(name, "PulumiPolicy.yaml") && name !== inline,
);

// That the types are right is checked with those of the whole repository, and the quickstart is run with its own.
const env = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

test.each(examples)(
  "examples/%s can be previewed",
  async (example) => {
    const stack = await startStack({ example, droplets });
    const [backup] = stack.simulator.backups(2);
    const settings = Object.entries(configuration[example]?.(backup?.id ?? 0) ?? {});
    if (settings.length > 0) {
      const plain = settings.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
      await stack.run(["config", "set-all", ...plain]);
    }
    // Fails by itself if the command ends with an error or sends anything but GET.
    const { output } = await stack.preview({ env });
    expect(output).toMatch(/\+ \d+ to create/);
    expect(output).not.toContain("nothing to do");
    // The tag of Droplets that the same program makes is the one thing that a preview cannot know.
    const warnings = output.split("\n").filter((line) => line.includes("warning:"));
    for (const warning of warnings) expect(warning).toContain(": no Droplet has this tag.");
    await stack.stop();
  },
  120_000,
);
