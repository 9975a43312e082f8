import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../engines/find.mjs";
import { Failure } from "./failure.mjs";
import { bootstrapDirectory, processes, readJson, root } from "./layout.mjs";
import { lock, tryLock } from "./lock.mjs";
import { run } from "./process.mjs";
import { buildStamp, installStamp, readStamp, writeStamp } from "./stamp.mjs";

const stampFile = (name) => join(bootstrapDirectory, `${name}.stamp`);
const logFile = (name) => join(bootstrapDirectory, `${name}.log`);

const isInstalled = () =>
  existsSync(join(root, "node_modules/.modules.yaml")) && readStamp(stampFile("install")) === installStamp(root);
const hasOutput = () => processes.every(({ entry }) => existsSync(join(root, entry)));
const isBuilt = () => hasOutput() && readStamp(stampFile("build")) === buildStamp(root);

/**
 * Installs from the lockfile and builds, one process at a time in a checkout, and neither when nothing
 * has changed: then no package manager and no compiler runs.
 */
export async function bootstrap({ env, display }) {
  const isWarm = await display.step("compare with the last build", async (say) => {
    const same = isInstalled() && isBuilt();
    say(same ? "nothing to install or build" : "");
    return same;
  });
  if (isWarm) return;
  const file = join(bootstrapDirectory, "lock");
  const release =
    tryLock(file).release ??
    (await display.step("wait for another start", (say) =>
      lock(file, ({ pid }) => say(`process ${pid} installs or builds`)),
    ));
  try {
    if (!isInstalled()) await display.step("install packages", (say) => install(env, say));
    if (!isBuilt()) await display.step("build", () => build(env));
  } finally {
    release();
  }
}

async function install(env, say) {
  const npx = findProgram(env, "npx");
  if (!npx) throw new Failure("npx was not found beside Node: install npm and run the same command again.");
  const { packageManager } = readJson(join(root, "package.json"));
  const stamp = installStamp(root);
  await run(
    npx,
    [
      "--yes",
      packageManager.split("+")[0],
      "install",
      "--frozen-lockfile",
      "--prod=false",
      "--config.confirmModulesPurge=false",
    ],
    {
      cwd: root,
      env,
      log: logFile("install"),
      onLine: (line) => say(line.slice(0, 60)),
      advice:
        "The packages could not be installed: see whether the package registry can be reached and run the same command again.",
    },
  );
  writeStamp(stampFile("install"), stamp);
}

/** Without output an old build record must not make the compiler think that there is nothing to do. */
async function build(env) {
  const stamp = buildStamp(root);
  const force = hasOutput() ? [] : ["--force"];
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", ...force], {
    cwd: root,
    env,
    log: logFile("build"),
    advice: "The sources do not compile: mend what the log names and run the same command again.",
  });
  writeStamp(stampFile("build"), stamp);
}
