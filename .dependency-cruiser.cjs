/** The import law: an allow-list for every folder. A folder may import itself, what is named here, and nothing else. */
const here = "^services/$1/src";
const contracts = "^packages/contracts/";
const kit = "^packages/service-kit/(src|testing)/index";
const anyLibrary = "node_modules/";
const lib = (...names) => `node_modules/(${names.join("|")})/`;
const notTests = "[.]test[.]tsx?$";

const only = (folder, ...allowed) => ({
  name: `${folder}-imports-only-what-it-may`,
  comment: `services/*/src/${folder} may import itself, contracts and: ${allowed.join(" ")}`,
  severity: "error",
  from: { path: `^services/([^/]+)/src/${folder}/`, pathNot: notTests },
  to: { pathNot: [`${here}/${folder}/`, contracts, ...allowed] },
});

const place = (name, path, ...allowed) => ({
  name: `${name}-imports-only-what-it-may`,
  comment: `${path} may import itself and: ${allowed.join(" ")}`,
  severity: "error",
  from: { path, pathNot: [notTests, "/(test|testing)/"] },
  to: { pathNot: [path, ...allowed] },
});

const node = (...names) => `^(node:)?(${names.join("|")})$`;
const anyNode =
  "^(node:)?(assert|async_hooks|buffer|child_process|cluster|crypto|dns|events|fs|fs/promises|http|https|module|net|os|path|perf_hooks|process|readline|readline/promises|stream|stream/promises|string_decoder|timers|timers/promises|tls|url|util|v8|worker_threads|zlib)$";

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "services-are-strangers",
      comment: "A service never imports another; it hears its events.",
      severity: "error",
      from: { path: "^services/([^/]+)/" },
      to: { path: "^services/", pathNot: "^services/$1/" },
    },
    {
      name: "packages-and-gateway-know-no-service",
      severity: "error",
      from: { path: "^(packages|gateway|infra)/" },
      to: { path: "^services/" },
    },
    {
      name: "packages-by-their-doors",
      comment: "A package is imported by its entry points, never by a file inside it.",
      severity: "error",
      from: { path: "^(services|gateway|infra)/" },
      to: {
        path: "^packages/[^/]+/",
        pathNot: ["^packages/[^/]+/src/index", "^packages/[^/]+/testing/index", "^packages/[^/]+/dist/"],
      },
    },
    place("contracts", "^packages/contracts/", lib("zod")),
    place("service-kit", "^packages/service-kit/", contracts, anyLibrary, anyNode),
    place("documents", "^packages/documents/", contracts, anyLibrary, anyNode),
    place("gateway", "^gateway/", contracts, kit, anyLibrary, anyNode),
    place("infra", "^infra/", contracts, kit, anyLibrary, anyNode),
    place("ci", "^[.]ci/", contracts, kit, "^jest[.]config[.]js$", anyLibrary, anyNode),
    only("domain", node("crypto")),
    only("use-cases", `${here}/domain/`, kit),
    only("data", `${here}/domain/`, kit, lib("typeorm")),
    only("adapters", `${here}/domain/`, kit, anyLibrary),
    only("graph", `${here}/(domain|use-cases)/`, kit, lib("type-graphql", "graphql", "graphql-scalars", "dataloader")),
    only("events", `${here}/(domain|use-cases)/`, kit),
    only("http", `${here}/(domain|use-cases|pages)/`, kit, lib("fastify")),
    only("pages", `${here}/domain/`, lib("preact", "preact-render-to-string", "@lingui/core")),
    {
      name: "migrations-import-only-typeorm",
      comment: "History does not depend on the present.",
      severity: "error",
      from: { path: "^services/([^/]+)/migrations/" },
      to: { pathNot: [lib("typeorm"), "^services/$1/migrations/"] },
    },
    {
      name: "start-imports-only-node",
      comment: "Nothing is installed yet when it runs.",
      severity: "error",
      from: { path: "^infra/(start|engines|test-engines)" },
      to: { pathNot: ["^infra/(start|engines|test-engines)", anyNode] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules|/dist/" },
    exclude: { path: "/dist/" },
    enhancedResolveOptions: {
      conditionNames: ["import", "require", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
