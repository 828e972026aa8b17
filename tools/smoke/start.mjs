import { bootstrap } from "../bootstrap.mjs";
import { runNode, StepError } from "../steps.mjs";

/** `npm run smoke` and `npm run smoke:sweep`: makes a fresh clone ready, then runs the script that is named. */
const [script, ...args] = process.argv.slice(2);

try {
  await bootstrap();
  process.exitCode = await runNode([`dist/tools/smoke/${script}.js`, ...args]);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
