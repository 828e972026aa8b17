import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCommand } from "./childProcess";
import { buildFlags, findGo, goEnvironment } from "./offline/goCommand";
import { repositoryRoot } from "./repository";

/** The languages whose SDK Pulumi's generators print from schema.json, each into its folder of `sdk/`. */
export const languages = ["python", "go", "java", "dotnet"];

/** The Go modules of `tools/sdk-generator` that have those generators. */
const modules = ["newest", ".", "dotnet"];

/** Not printed: they hold what `go mod tidy` found for the SDK's one requirement. */
export const keptFiles = ["go.mod", "go.sum"];

/** Binds a schema and prints the SDKs into a folder; fails with the binder's words if it has faults. */
export async function printSdks(go: string, schema: string, folder: string): Promise<void> {
  for (const name of modules) {
    const command = startCommand(go, ["run", ...buildFlags, ".", schema, folder], {
      cwd: join(repositoryRoot(), "tools", "sdk-generator", name),
      env: goEnvironment(process.env),
    });
    const { code, stderr } = await command.result;
    if (code !== 0) throw new Error(`The SDKs could not be printed:\n${stderr}`);
  }
  for (const file of keptFiles) rmSync(join(folder, "go", file), { force: true });
}

async function main(): Promise<void> {
  const go = findGo(process.env);
  if (!go) {
    console.log(
      `${languages.map((name) => `sdk/${name}`).join(", ")} are left as they are: no go on PATH`,
    );
    return;
  }
  const root = repositoryRoot();
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-sdks-"));
  try {
    await printSdks(go, join(root, "schema.json"), folder);
    for (const language of languages) replaceFolder(join(root, "sdk", language), folder, language);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is no longer printed goes. */
function replaceFolder(target: string, folder: string, language: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) {
    if (!keptFiles.includes(name)) rmSync(join(target, name), { recursive: true });
  }
  cpSync(join(folder, language), target, { recursive: true });
  console.log(`sdk/${language}`);
}

if (require.main === module) void main();
