import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { assertBuilt } from "../engine/support/build";
import { blocksOf, pages } from "../support/docs";
import { examplesIn, inTemporaryFolder, root } from "./support";

const moreOfThePlugin = `import * as pulumi from "@pulumi/pulumi";
import { type BackupPolicy, DropletPowerState, type DropletPowerStateArgs, Provider } from "pulumi-droplet-actions/plugin";

export const policy: BackupPolicy = { plan: "daily" };
const args: DropletPowerStateArgs = { dropletId: 3164444, state: "off" };
const provider = new Provider("other", { token: "secret", apiUrl: "http://127.0.0.1:1", requestsPerSecond: 4 });
export const off = new DropletPowerState("web", args, { provider }).state.apply((state) => state === "off");
export const read = DropletPowerState.get("read", "3164444").performedActions;
export const isThere: pulumi.Output<boolean> = DropletPowerState.exists("3164444", { provider });
// @ts-expect-error a word that is not allowed
new DropletPowerState("wrong", { dropletId: 3164444, state: "on" });
`;

const simulator = `import { startSimulator } from "pulumi-droplet-actions/simulator";\nexport const start = startSimulator;\n`;

/** Each of them is a whole program; the simulator's page has parts of tests, too. */
const shownInDocs = pages
  .filter((page) => !page.startsWith("simulator/"))
  .flatMap((page) =>
    blocksOf(page, "typescript").map((program, index) => ({
      name: `${page.replaceAll("/", "-")}-${index}`,
      program,
    })),
  );

const settings: [string, ts.CompilerOptions][] = [
  ["node10", { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
  ["node16", { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
];

test.each(settings)(
  "programs of the docs, and others, compile against the package with moduleResolution %s",
  (_name, options) =>
    inTemporaryFolder((folder) => {
      assertBuilt();
      mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
      symlinkSync(root, join(folder, "node_modules", "pulumi-droplet-actions"));
      for (const name of ["pulumi", "digitalocean"]) {
        const installed = join("node_modules", "@pulumi", name);
        symlinkSync(join(root, installed), join(folder, installed));
      }
      const programs = [
        ...examplesIn("typescript"),
        ...shownInDocs,
        { name: "plugin", program: moreOfThePlugin },
        { name: "simulator", program: simulator },
      ].map(({ name, program }) => {
        const file = join(folder, `${name}.ts`);
        writeFileSync(file, program);
        return file;
      });
      const compiled = ts.createProgram(programs, {
        ...options,
        ...{ strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022 },
      });
      const faults = ts
        .getPreEmitDiagnostics(compiled)
        .map(({ file, messageText }) => ({ file: file?.fileName, messageText }));
      expect(shownInDocs.length).toBeGreaterThan(13);
      expect(faults).toEqual([]);
      return Promise.resolve();
    }),
  180_000,
);
