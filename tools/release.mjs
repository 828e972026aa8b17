import { bootstrap } from "./bootstrap.mjs";
import { runNode, StepError } from "./steps.mjs";

try {
  await bootstrap();
  process.exitCode = await runNode(["dist/tools/release/main.js", ...process.argv.slice(2)]);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
