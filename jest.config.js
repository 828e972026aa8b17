const shared = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
      },
    ],
  },
  // A dynamic import names the file that will be there, and tests run the source.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};

/** The tests in these folders of `tests/`; of `tests/` itself only the files. */
const project = (displayName, folders) => ({
  ...shared,
  displayName,
  testMatch: folders.map((folder) =>
    folder === "." ? "<rootDir>/tests/*.test.ts" : `<rootDir>/tests/${folder}/**/*.test.ts`,
  ),
});

/** @type {import("jest").Config} */
module.exports = {
  // Of two cores, Jest would leave one idle.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/tests/longFirst.js",
  // No test waits, but a busy machine may be ten times slower than an idle one.
  testTimeout: 60_000,
  projects: [
    project("unit", [
      "adapters",
      "account",
      "api",
      "benchmarks",
      "operation",
      "plugin",
      "tools",
      ".",
    ]),
    project("core", ["lifecycle", "resources", "run"]),
    project("matrix", ["matrix"]),
    project("simulator", ["simulator", "clients"]),
    project("sdks", ["sdks"]),
    project("engine", ["engine"]),
  ],
};
