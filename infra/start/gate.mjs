import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startTestEngines } from "../engines.mjs";
import { findProgram, ownPrograms } from "../engines/find.mjs";
import { installPackages } from "../engines/install.mjs";
import { bootstrap } from "./bootstrap.mjs";
import { requireSpace } from "./data-directory.mjs";
import { sentenceOf } from "./failure.mjs";
import { bootstrapDirectory, readJson, root } from "./layout.mjs";
import { run } from "./process.mjs";

/** Scripts of package.json that a full run counts beside Jest, each as one failure when it fails. The build is the type check. */
const scripts = { lint: "lint", format: "format", laws: "import law" };

/** Somebody who names a file, a folder or a test wants that alone. */
const isNarrow = (rest) => rest.some((word) => /^(-t|--testNamePattern)/.test(word) || existsSync(join(root, word)));

/**
 * `npm test`: the bootstrap of `npm start`, then the gate on engines of its own. With paths or a name
 * of tests Jest alone runs, on those.
 *
 * @returns `{ passed, failed }`: tests of Jest, and one failure for each script or file that could not run
 */
export async function gate({ rest, env, display }) {
  requireSpace(root);
  requireSpace(tmpdir());
  await bootstrap({ env, display });
  const engines = await display.step("MariaDB and Redis for tests", (say) => startTestEngines({ env, say }));
  await provideBrowser(env, display);
  const environment = {
    ...env,
    NODE_ENV: "test",
    PATH: [join(root, "node_modules/.bin"), env.PATH, ownPrograms].join(delimiter),
    OCOP_TEST_MYSQL_URL: engines.mysqlUrl,
    OCOP_TEST_REDIS_URL: engines.redisUrl,
  };
  let failed = 0;
  if (!isNarrow(rest))
    for (const script of Object.keys(scripts)) if (!(await passes(script, environment, display))) failed++;
  const tests = await jest(rest, environment);
  engines.discard();
  return { passed: tests.passed, failed: failed + tests.failed };
}

async function passes(script, env, display) {
  const log = join(bootstrapDirectory, `${script}.log`);
  const command = readJson(join(root, "package.json")).scripts[script];
  try {
    await display.step(scripts[script], () =>
      run("sh", ["-c", command], { cwd: root, env, log, advice: `${command} found something.` }),
    );
    return true;
  } catch (error) {
    display.line(readFileSync(log, "utf8"));
    display.line(`✗ ${sentenceOf(error)}`);
    return false;
  }
}

/** Page tests open a browser. Without one they fail and say so; everything else is tested all the same. */
async function provideBrowser(env, display) {
  if (findProgram(env, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")) return;
  try {
    await display.step("Chromium for page tests", (say) =>
      installPackages(["Chromium"], { env, log: join(bootstrapDirectory, "apt.log"), say }),
    );
  } catch (error) {
    display.line(`! ${sentenceOf(error)}`);
  }
}

async function jest(args, env) {
  const output = join(tmpdir(), `ocop-jest-${process.pid}.json`);
  const words = [join(root, "node_modules/jest/bin/jest.js"), "--json", `--outputFile=${output}`, ...args];
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  process.once("exit", () => child.kill());
  await new Promise((resolve) => child.once("close", resolve));
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const result = readJson(output);
  rmSync(output);
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}
