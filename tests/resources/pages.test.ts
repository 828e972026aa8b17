import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import type { Outputs, ResourceDefinition } from "../../provider/resources/define";
import { moreScopes, pageOf } from "../../tools/print/pages";
import { repositoryRoot } from "../../tools/repository";
import { World } from "../support/world";

/** What the page of each resource says of its example, for the Droplet that the page has. */

const documentedBackup = "12389723";

/** The example of DropletTagAction takes snapshots. */
const scopesOfType: Readonly<Record<string, readonly string[]>> = {
  DropletTagAction: moreScopes["DropletSnapshot"] ?? [],
};

/** A world with that Droplet, for a token with the scopes that the page names, and the example's inputs. */
async function worldOf({ name, target, example }: ResourceDefinition) {
  const id = 3164444;
  const world = await World.start({
    tokens: {
      documented: [
        ...["droplet:read", "droplet:update"],
        ...(moreScopes[name] ?? []),
        ...(scopesOfType[name] ?? []),
      ],
    },
    switches: { fieldsWithoutScope: "omitted" },
    droplets: [
      {
        ...{ id, name: "web", tags: ["web"], backups: 1 },
        ...(name === "DropletKernel" ? { kernel: 1000 } : {}),
      },
    ],
  });
  const backup = String(world.simulator.backups(id)[0]?.id);
  const inputs: Outputs = {
    ...(target.input === "dropletId" ? { dropletId: id } : {}),
    ...example,
    ...(example["image"] === documentedBackup ? { image: backup } : {}),
  };
  return { world, inputs, backup };
}

describe.each(resources.map((definition) => [definition.name, definition] as const))(
  "the page of %s",
  (name, definition) => {
    test("shows what the preview says, and names scopes that are enough", async () => {
      const { world, inputs, backup } = await worldOf(definition);
      try {
        await world.preview(name, inputs);
        const page = readFileSync(join(repositoryRoot(), pageOf(definition)), "utf8");
        const said = world.lines.join("\n").replaceAll(backup, documentedBackup);
        expect(said).toMatch(/"web": ./);
        expect(page).toContain(`\`\`\`text\n${said}\n\`\`\``);

        const { reasons } = await world.up(name, inputs);
        expect(reasons).toEqual([]);
        expect(world.postedTypes()).not.toEqual([]);
      } finally {
        await world.stop();
      }
    });
  },
);
