import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { composeCommand } from "./compose.mjs";
import { help, readSettings } from "./config.mjs";
import { Display } from "./display.mjs";
import { Failure } from "./failure.mjs";
import { gate } from "./gate.mjs";
import { bootstrapDirectory } from "./layout.mjs";
import { endCommands } from "./process.mjs";
import { Stack } from "./stack.mjs";

/** Runs one command line to its end and sets the exit code: 0 when it did what was asked, 1 when not, 130 when interrupted. */
export async function main(argv, env = process.env) {
  const display = new Display(process.stdout, Boolean(process.stdout.isTTY) && env.TERM !== "dumb");
  const fail = (error) => {
    display.fail(keepDetails(error));
    process.exitCode = 1;
  };
  try {
    if (process.platform === "win32")
      throw new Failure("On Windows the platform runs in containers: node infra/start.mjs compose.");
    const settings = readSettings(argv, env);
    if (settings.command === "help") process.stdout.write(help);
    else if (settings.command === "compose") process.stdout.write(composeCommand());
    else if (settings.command === "test") await test(settings, env, display);
    else await start(settings, env, display);
  } catch (error) {
    fail(error);
  }
  display.stop();
}

/** Everything that was started is stopped before this ends, however it ends. */
async function start(settings, env, display) {
  const stack = new Stack({ settings, env, display });
  let broken = null;
  const interrupted = new Promise((resolve) => {
    const stop = () => void stack.interrupt().then(resolve);
    onStop(env, (why) => {
      display.line(`Stopping (${why}): processes first, engines last.`);
      stop();
    });
    process.on("uncaughtException", (error) => {
      broken ??= error;
      stop();
    });
  });
  let isUp = false;
  try {
    await stack.up();
    isUp = true;
    await Promise.race([interrupted, stack.fatal]);
  } catch (error) {
    if (!stack.isStopping) broken ??= error;
  } finally {
    await stack.down();
  }
  if (broken) throw broken;
  process.exitCode = isUp ? 0 : 130;
}

async function test({ rest }, env, display) {
  onStop(env, () => void endCommands().then(() => process.exit(130)));
  const { passed, failed } = await gate({ rest, env, display });
  display.line(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The first signal asks, the second one does not. */
function onStop(env, stop) {
  let isAsked = false;
  const ask = (why) => {
    if (isAsked) process.exit(130);
    isAsked = true;
    stop(why);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => ask(name));
  if (env.npm_lifecycle_event) onOrphaned(() => isAsked || ask("npm has ended"));
}

/** npm hands SIGTERM to the shell between it and us, which ends without telling us. */
function onOrphaned(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 500);
  timer.unref();
}

/** An error that nobody foresaw has a stack worth keeping. */
function keepDetails(error) {
  if (error instanceof Failure) return error;
  const log = join(bootstrapDirectory, "errors.log");
  try {
    mkdirSync(bootstrapDirectory, { recursive: true });
    appendFileSync(log, `${error?.stack ?? error}\n`);
    return error;
  } catch {
    return error;
  }
}
