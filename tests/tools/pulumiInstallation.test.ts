import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { compareVersions, findExecutable } from "../../tools/pulumiInstallation";
import { temporaryFolder, writeScript } from "./fakePulumi";

const folder = temporaryFolder();

test.each([
  ["3.216.0", "v3.216.0"],
  ["v3.259.0", "v3.259.0-alpha.1+dirty"],
])("%s is as old as %s", (left, right) => {
  expect(compareVersions(left, right)).toBe(0);
});

test.each([
  ["v3.99.9", "v3.216.0"],
  ["v3.216.0", "v3.216.1"],
  ["v3.999.0", "v4.0.0"],
])("%s is older than %s", (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test("a folder with the name of a program is not the program", () => {
  mkdirSync(join(folder, "first", "go"), { recursive: true });
  mkdirSync(join(folder, "second"));
  writeScript(join(folder, "second", "go"), "exit 0");

  const found = findExecutable("go", [join(folder, "first"), join(folder, "second")]);

  expect(found).toBe(join(folder, "second", "go"));
});

test("on Windows a program is found by its .exe or its .cmd", () => {
  const windows = join(folder, "windows");
  mkdirSync(windows);
  for (const name of ["pulumi.exe", "host", "host.cmd"]) writeScript(join(windows, name), "exit 0");

  expect(findExecutable("pulumi", [windows], "win32")).toBe(join(windows, "pulumi.exe"));
  expect(findExecutable("host", [windows], "win32")).toBe(join(windows, "host.cmd"));
  expect(findExecutable("pulumi", [windows], "linux")).toBeUndefined();
});
