import { bootstrap } from "./bootstrap.mjs";
import { runNode, StepError } from "./steps.mjs";

/** Compiled first: what loads TypeScript would be measured, too. */
const compile = ["node_modules/typescript/bin/tsc", "-p", "benchmarks/tsconfig.json"];

try {
  await bootstrap();
  const code = await runNode(compile, {
    quietly: { title: "Compiling the benchmark", typicalSeconds: 10 },
  });
  process.exitCode =
    code === 0 ? await runNode(["dist/benchmarks/index.js", ...process.argv.slice(2)]) : code;
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
