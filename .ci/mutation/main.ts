import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { equivalents } from "./equivalents";
import { leastScore, report, staleEquivalents, weakFiles, type Mutant } from "./report";

/** Runs as `.ci/dist/mutation/main.js`. */
const root = join(__dirname, "../../..");

/** Files whose mutants are judged together, each by the tests beside it: rule tests, which need no engine. */
const groups: Readonly<Record<string, readonly string[]>> = {
  contracts: ["packages/contracts/src/rule"],
  guard: ["packages/service-kit/src/guard", "packages/service-kit/src/rule-list"],
  viewer: ["packages/service-kit/src/viewer-context", "packages/service-kit/src/signature"],
  registry: ["rights", "assignment", "reading", "break-glass"].map((name) => `services/registry/src/domain/${name}`),
  evaluation: ["services/evaluation/src/domain/rights"],
  commerce: ["services/commerce/src/domain/rights"],
  traceability: ["services/traceability/src/domain/rights"],
};

/** The text between two places of a file; lines and columns count from 1, the end is not part of it. */
const excerpt = (text: string, { start, end }: Span): string => {
  const lines = text.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, nth) => line.slice(nth === 0 ? start.column - 1 : 0, nth === last ? end.column - 1 : undefined))
    .join("\n");
};

type Place = { readonly line: number; readonly column: number };
type Span = { readonly start: Place; readonly end: Place };

const verdicts: Readonly<Record<string, Mutant["verdict"]>> = {
  Killed: "killed",
  Timeout: "killed",
  Survived: "survived",
  NoCoverage: "survived",
  CompileError: "invalid",
  RuntimeError: "invalid",
};

const mutate = async (files: readonly string[], more: object): Promise<readonly Mutant[]> => {
  const { Stryker } = await import("@stryker-mutator/core");
  const results = await new Stryker({
    mutate: files.map((file) => `${file}.ts`),
    testRunner: "jest",
    jest: {
      configFile: ".ci/mutation/jest.config.js",
      config: { testMatch: files.map((file) => `**/${file}.test.ts`) },
    },
    plugins: ["@stryker-mutator/jest-runner", join(root, ".ci/mutation/plain-values.mjs")],
    ignorers: ["plain-values"],
    packageManager: "pnpm",
    coverageAnalysis: "perTest",
    concurrency: 1,
    allowConsoleColors: false,
    timeoutMS: 30_000,
    warnings: false,
    reporters: ["progress-append-only"],
    tempDirName: ".ocop/stryker",
    cleanTempDir: "always",
    ignorePatterns: [".ocop", "dist", "docs", "gateway", "infra", "packages/console", "packages/documents"],
    ...more,
  }).runMutationTest();
  return results.map(({ fileName, location, replacement = "", status }) => {
    const file = fileName.slice(root.length).replace(/^\//, "");
    const source = readFileSync(join(root, file), "utf8");
    const { line } = location.start;
    const text = source.split("\n")[line - 1]?.trim() ?? "";
    const original = excerpt(source, location);
    return { file, line, text, original, replacement, verdict: verdicts[status] ?? "invalid" };
  });
};

type Kept = { readonly files: Readonly<Record<string, { mutants: readonly { readonly status: string }[] }>> };

/** Forgets whatever was not killed: Stryker would believe a survivor of the last run without asking new tests. */
const keepKills = (path: string): void => {
  if (!existsSync(path)) return;
  const kept = JSON.parse(readFileSync(path, "utf8")) as Kept;
  for (const file of Object.values(kept.files)) file.mutants = file.mutants.filter(({ status }) => status === "Killed");
  writeFileSync(path, JSON.stringify(kept));
};

const incrementally = (name: string): object => {
  const incrementalFile = `.ocop/mutation/${name}.json`;
  keepKills(join(root, incrementalFile));
  return { incremental: true, incrementalFile };
};

/**
 * Without arguments runs all groups and writes `docs/mutation.md`; with names of groups it prints theirs alone.
 * `--incremental` keeps the kills of the last such run where neither code nor tests changed since.
 */
const main = async (args: readonly string[]): Promise<void> => {
  process.chdir(root);
  const named = args.filter((name) => !name.startsWith("-"));
  const mutants: Mutant[] = [];
  for (const [name, files] of Object.entries(groups)) {
    if (named.length > 0 && !named.includes(name)) continue;
    mutants.push(...(await mutate(files, args.includes("--incremental") ? incrementally(name) : {})));
  }
  const page = join(root, "docs/mutation.md");
  const text = await format(report(mutants, equivalents), { ...(await resolveConfig(page)), parser: "markdown" });
  process.stdout.write(`\n${text}\n`);
  if (named.length === 0) {
    writeFileSync(page, text);
    for (const { file, original } of staleEquivalents(mutants, equivalents))
      process.stdout.write(`Not a survivor any more: ${file}: ${original}\n`);
  }
  const weak = weakFiles(mutants);
  if (weak.length === 0) return;
  process.stdout.write(`Below ${String(leastScore)} %: ${weak.join(", ")}\n`);
  process.exitCode = 1;
};

void main(process.argv.slice(2));
