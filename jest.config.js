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

/** @type {import("jest").Config} */
module.exports = {
  // Of two cores, Jest would leave one idle.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/tests/longFirst.js",
  // No test waits, but a busy machine may be ten times slower than an idle one.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: [
        "<rootDir>/tests/engine/",
        "<rootDir>/tests/clients/",
        "<rootDir>/tests/matrix/",
        "<rootDir>/tests/sdks/",
      ],
    },
    { ...shared, displayName: "matrix", testMatch: ["<rootDir>/tests/matrix/**/*.test.ts"] },
    { ...shared, displayName: "clients", testMatch: ["<rootDir>/tests/clients/**/*.test.ts"] },
    { ...shared, displayName: "sdks", testMatch: ["<rootDir>/tests/sdks/**/*.test.ts"] },
    { ...shared, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
  ],
};
