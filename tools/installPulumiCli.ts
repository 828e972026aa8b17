import { findPulumiCli, type Language } from "./pulumiCli";

/** Gets the CLI before it is needed, and tells which one it is: `installPulumiCli [language...]`. */
async function main(languages: readonly string[]): Promise<void> {
  const options = languages.length > 0 ? { languages: languages as Language[] } : {};
  const { version, binDir, source } = await findPulumiCli(options);
  console.log(`Pulumi CLI ${version} (${source}: ${binDir})`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
