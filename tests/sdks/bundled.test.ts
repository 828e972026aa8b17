import { withPage } from "../../provider/errorPages";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { assertBuilt } from "../engine/support/build";
import { inTemporaryFolder, root } from "./support";

/** What a program says that esbuild has made one file of, with mocks in place of the engine. */
async function bundled(module: string, external: readonly string[]): Promise<string> {
  assertBuilt();
  return inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules", "pulumi-droplet-actions"));
    const pulumi = join("node_modules", "@pulumi", "pulumi");
    symlinkSync(join(root, pulumi), join(folder, pulumi));
    writeFileSync(
      join(folder, "index.ts"),
      `import * as pulumi from "@pulumi/pulumi";
      import { DropletPowerState } from "${module}";
      pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
        call: () => ({}),
      });
      const { state } = new DropletPowerState("web", { dropletId: 42, state: "off" });
      state.apply((known) => console.log("declared " + known));`,
    );
    await build({
      absWorkingDir: folder,
      entryPoints: ["index.ts"],
      outfile: "bundle.js",
      bundle: true,
      minify: true,
      platform: "node",
      external: ["@pulumi/pulumi", ...external],
    });
    const { stdout, stderr } = spawnSync(process.execPath, ["bundle.js"], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout + stderr;
  });
}

test("a bundle that holds the dynamic provider is refused with the way out", async () => {
  const said = await bundled("pulumi-droplet-actions", []);
  expect(said).toContain(
    withPage(
      'DropletPowerState "web": this program is a bundle that holds pulumi-droplet-actions, which later refreshes and destroys could not find. Leave the package out of the bundle, or use the class of "pulumi-droplet-actions/plugin".',
      "bundled-program",
    ),
  );
});

test("a bundle that leaves the package out works", async () => {
  expect(await bundled("pulumi-droplet-actions", ["pulumi-droplet-actions"])).toBe(
    "declared off\n",
  );
});

test("a bundle with the plugin's classes works", async () => {
  expect(await bundled("pulumi-droplet-actions/plugin", [])).toBe("declared off\n");
});
