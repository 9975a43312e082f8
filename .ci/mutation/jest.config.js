const { createRequire } = require("node:module");
const { join } = require("node:path");

const [shared] = require(join(__dirname, "../..", "jest.config.js")).projects;

/**
 * How rule tests run against mutants: as ever, but without engines, and within the copy that Stryker makes
 * below `.ocop`. `main.ts` adds which tests.
 *
 * @type {import("jest").Config}
 */
module.exports = {
  ...shared,
  displayName: "rules",
  // Stryker looks for it from its own folder and not from that of jest.
  testEnvironment: createRequire(require.resolve("jest-runner")).resolve("jest-environment-node"),
  modulePathIgnorePatterns: ["/dist/"],
  watchman: false,
};
