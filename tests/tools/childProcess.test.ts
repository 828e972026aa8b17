import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";

import { runCommand, startCommand } from "../../tools/childProcess";
import { temporaryFolder } from "./fakePulumi";

const folder = temporaryFolder();

// Elsewhere the system does not tell which session a process belongs to.
const testOnLinux = process.platform === "linux" ? test : test.skip;

test("both streams are collected, apart and together", async () => {
  const pieces: string[] = [];
  const file = join(folder, "heard");
  const script = `echo out; while [ ! -e ${file} ]; do sleep 0.01; done; echo problem >&2; exit 3`;
  const result = await runCommand("sh", ["-c", script], {
    onOutput: (text, stream) => {
      pieces.push(`${stream}: ${text}`);
      writeFileSync(file, "");
    },
  });

  expect(result).toEqual({
    code: 3,
    stdout: "out\n",
    stderr: "problem\n",
    combined: "out\nproblem\n",
  });
  expect(pieces).toEqual(["stdout: out\n", "stderr: problem\n"]);
});

test("a signal is reported as a shell reports it", async () => {
  const command = startCommand("sleep", ["60"]);
  command.signal("SIGINT");

  expect((await command.result).code).toBe(130);
});

test("a command that is not there is an error", async () => {
  await expect(runCommand(join(folder, "nothing"), [])).rejects.toThrow("ENOENT");
});

testOnLinux("killing a command kills children in process groups of their own, too", async () => {
  const file = join(folder, "inner");
  // A shell with job control gives its background jobs process groups of their own.
  const command = startCommand("sh", ["-mc", `sleep 61 & echo $! > ${file}; wait`]);
  const child = await numberIn(file);

  command.kill();

  expect((await command.result).code).toBe(137);
  await gone(child);
});

testOnLinux("killing a command that has ended kills what it left behind", async () => {
  const file = join(folder, "orphan");
  const command = startCommand("sh", ["-mc", `sleep 62 & echo $! > ${file}`]);
  const child = await numberIn(file);
  const { code } = await command.result;
  expect(code).toBe(0);
  expect(isAlive(child)).toBe(true);

  command.kill();

  await gone(child);
});

async function numberIn(file: string): Promise<number> {
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await sleep(5);
  return Number(readFileSync(file, "utf8"));
}

/** Resolves when a process is gone; that it does not is the test's own limit. */
async function gone(processId: number): Promise<void> {
  while (isAlive(processId)) await sleep(5);
}

function isAlive(processId: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${processId}/stat`, "utf8"));
  } catch {
    return false;
  }
}
