/** @type {import("jest").Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: "node",
  extensionsToTreatAsEsm: [],
  transform: {
    "^.+\\.(t|j|mj)sx?$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript", tsx: true, decorators: true },
          transform: { legacyDecorator: true, react: { runtime: "automatic", importSource: "preact" } },
          target: "es2023",
        },
        module: { type: "commonjs" },
      },
    ],
  },
  // Packages that ship ES modules only are transformed like our own files.
  transformIgnorePatterns: [
    "node_modules/(?!(\\.pnpm/[^/]+/node_modules/)?(jose|@apollo/utils|uuid|oidc-provider|preact|preact-render-to-string)/)",
  ],
  moduleNameMapper: {
    "^@ocop/service-kit/testing$": "<rootDir>/packages/service-kit/testing/index.ts",
    "^@ocop/([a-z-]+)$": "<rootDir>/packages/$1/src/index.ts",
  },
  modulePathIgnorePatterns: ["/dist/", "/\\.ocop/"],
};

const project = (displayName, ...roots) => ({
  ...shared,
  displayName,
  testMatch: roots.map((root) => `<rootDir>/${root}/**/*.test.{ts,tsx}`),
});

/** The system seen from outside: on a platform of its own, one story after the other, after everybody else's tests. */
const journeys = {
  ...shared,
  displayName: "journeys",
  testMatch: ["<rootDir>/gateway/test/journeys/**/*.journey.test.ts"],
  runner: "<rootDir>/gateway/test/journeys/runner.ts",
  setupFilesAfterEnv: ["<rootDir>/gateway/test/journeys/patience.ts"],
};

/** @type {import("jest").Config} */
module.exports = {
  globalSetup: "<rootDir>/infra/test-engines.mjs",
  testTimeout: 30_000,
  // Beside the engines more would starve each other; with one, every other core waits.
  maxWorkers: 2,
  projects: [
    project("contracts", "packages/contracts"),
    project("service-kit", "packages/service-kit"),
    project("documents", "packages/documents"),
    project("registry", "services/registry"),
    project("evaluation", "services/evaluation"),
    project("commerce", "services/commerce"),
    project("traceability", "services/traceability"),
    { ...project("gateway", "gateway"), testPathIgnorePatterns: ["/node_modules/", "/gateway/test/journeys/"] },
    project("infra", "infra"),
    project("laws", ".ci"),
    journeys,
  ],
};
