import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { bootstrap } from "./bootstrap.mjs";
import { runNode, StepError, wasInterrupted } from "./steps.mjs";

/**
 * Within a stage every step runs, since a few more seconds tell all that is wrong. The next stage
 * takes minutes and starts only when all is well.
 */
const stages = [
  [
    check("Types", 15, "typescript/bin/tsc", "--noEmit", "-p", "tsconfig.json"),
    check("Lint", 25, "eslint/bin/eslint.js", "."),
    check("Format", 5, "prettier/bin/prettier.cjs", "--check", "."),
    tests("Unit tests", "unit"),
    tests("Simulator, driven by ourselves and by DigitalOcean's clients", "simulator"),
    tests("Core against the simulator", "core"),
    tests("Faults and kills", "matrix"),
  ],
  [
    {
      name: "Pulumi CLI",
      run: () => runNode(["dist/tools/installPulumiCli.js", "nodejs", "yaml"]),
    },
    { name: "Installations", run: () => runNode(["dist/tools/installs.js", "--few"]) },
    tests("SDKs of other languages", "sdks"),
    // They start processes and wait for them: one more at a time keeps the cores busy.
    tests("Engine tests", "engine", `--maxWorkers=${Math.ceil(availableParallelism() * 1.5)}`),
  ],
];

const totals = { passed: 0, failed: 0, skipped: 0 };

try {
  await bootstrap();
  await runAll();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  headline(error.message);
  totals.failed += 1;
}
const { passed, failed, skipped } = totals;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
if (failed > 0 || passed === 0) process.exitCode = 1;

async function runAll() {
  for (const [index, steps] of stages.entries()) {
    const failures = [];
    for (const step of steps) {
      headline(step.name);
      const failedBefore = totals.failed;
      const code = await step.run();
      if (wasInterrupted()) throw new StepError(`Stopped during: ${step.name}`);
      if (code === 0) continue;
      failures.push(step.name);
      // A step that counts no tests, or broke before it could count them, counts as one failure.
      totals.failed = Math.max(totals.failed, failedBefore + 1);
    }
    if (failures.length > 0) {
      const left = stages.slice(index + 1).flat();
      const skippedSteps = left.map((step) => step.name).join(", ");
      headline(
        `FAILED: ${failures.join(", ")}${left.length > 0 ? `. Not run: ${skippedSteps}` : ""}`,
      );
      return;
    }
  }
}

function check(name, typicalSeconds, script, ...args) {
  const command = [join("node_modules", script), ...args];
  return { name, run: () => runNode(command, { quietly: { title: name, typicalSeconds } }) };
}

function tests(name, project, ...args) {
  return { name, run: () => runJest(project, args) };
}

async function runJest(project, args) {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-test-"));
  const report = join(folder, "report.json");
  try {
    const code = await runNode([
      ...[join("node_modules", "jest/bin/jest.js"), "--selectProjects", project, ...args],
      ...["--passWithNoTests", "--json", `--outputFile=${report}`],
    ]);
    count(JSON.parse(readFileSync(report, "utf8")));
    return code;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    // Without a report jest itself broke, and said why.
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(report) {
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  totals.skipped += report.numPendingTests + report.numTodoTests;
}

function headline(text) {
  console.log(`\n== ${text}`);
}
