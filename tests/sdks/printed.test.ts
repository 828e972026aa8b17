import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keptFiles, languages, printSdks } from "../../tools/generateSdks";
import { findGo } from "../../tools/offline/goCommand";
import { filesBelow, firstRun, inTemporaryFolder, root, testWith } from "./support";

const go = findGo(process.env) ?? "";
const testWithGo = testWith(go, "whether Pulumi's binder takes schema.json: no go on PATH");

type Json = Record<string, unknown>;

const schema = () => JSON.parse(readFileSync(join(root, "schema.json"), "utf8")) as Json;

/** Files by path; what installing the package leaves beside them is not of interest. */
function filesIn(folder: string): Record<string, string> {
  const made = /(^|\/)(build|target|bin|obj|__pycache__|[^/]+\.egg-info)(\/|$)/;
  const names = filesBelow(folder)
    .map((file) => file.slice(folder.length + 1))
    .filter((name) => !made.test(name) && !keptFiles.includes(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

testWithGo(
  "the SDKs are what Pulumi's generators print from schema.json (else: npm run generate)",
  () =>
    inTemporaryFolder(async (folder) => {
      await printSdks(go, join(root, "schema.json"), folder);
      for (const language of languages) {
        const printed = filesIn(join(folder, language));
        expect(Object.keys(printed)).not.toEqual([]);
        expect(filesIn(join(root, "sdk", language))).toEqual(printed);
      }
    }),
  firstRun,
);

const token = "droplet-actions:index:DropletReboot";
const reboot = (schema().resources as Record<string, Json>)[token];

const faults: [string, object, RegExp][] = [
  ["a key that Pulumi's metaschema does not know", { licence: "Apache-2.0" }, /licence/],
  ["a name that is none", { name: "droplet actions" }, /does not match pattern/],
  [
    "a type that is not there",
    {
      resources: { [token]: { ...reboot, inputProperties: { a: { $ref: "#/types/a:index:B" } } } },
    },
    /not found/,
  ],
  [
    "an output of a reserved name",
    { resources: { [token]: { ...reboot, properties: { id: { type: "string" } }, required: [] } } },
    /reserved/,
  ],
];

testWithGo.each(faults)(
  "Pulumi's binder would refuse %s",
  (_fault, change, words) =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, "schema.json");
      writeFileSync(file, JSON.stringify({ ...schema(), ...change }));
      await expect(printSdks(go, file, folder)).rejects.toThrow(words);
    }),
  firstRun,
);
