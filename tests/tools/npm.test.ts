import { npmCommand } from "../../tools/npm";

const windowsNode = String.raw`C:\Program Files\nodejs\node.exe`;
const besideIt = String.raw`C:\Program Files\nodejs\node_modules\npm\bin\npm-cli.js`;

test("npm is the one that runs us", () => {
  const environment = { npm_execpath: "/opt/npm/bin/npm-cli.js" };
  expect(npmCommand(environment, "linux", "/opt/node")).toEqual([
    "/opt/node",
    "/opt/npm/bin/npm-cli.js",
  ]);
});

test("npm is npm where another package manager runs us", () => {
  expect(npmCommand({ npm_execpath: "/opt/pnpm.cjs" }, "linux", "/opt/node")).toEqual(["npm"]);
});

test("npm is a script beside Node.js on Windows", () => {
  expect(npmCommand({}, "win32", windowsNode)).toEqual([windowsNode, besideIt]);
});
