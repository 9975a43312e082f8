import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { services, type ServiceName } from "@ocop/contracts";
import { packageRoot } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { CommandFailed, runCommand } from "./run-command";
import { type Running, runningFrom } from "./running";

const usage =
  `Usage: pnpm events <${services.join("|")}> <verb> … [--data-dir <directory>], for example: pnpm events registry dead` +
  `; a service without a verb says which there are`;

const root = join(packageRoot(__dirname), "..");

const isService = (text: string | undefined): text is ServiceName => services.some((name) => name === text);

/** Runs the service's own command on its own database; its words and its exit code are this one's. */
const runOf = async (running: Running, service: ServiceName, words: readonly string[]): Promise<number> => {
  const names = ["DATABASE_URL", "REDIS_URL"].map((name) => `${name}_${service.toUpperCase()}`);
  const child = spawn(process.execPath, [join(root, "services", service, "dist/src/commands/events.js"), ...words], {
    stdio: "inherit",
    env: Object.fromEntries(names.map((name) => [name, running.variable(name)])),
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
};

/** `pnpm events <service> <verb> …`: what an operator sees and does of the events of the running platform. */
const events = async (args: readonly string[]): Promise<string> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { "data-dir": { type: "string", default: readEnvironment().dataDir } },
  });
  const [service, ...words] = positionals;
  if (!isService(service)) throw new CommandFailed(usage);
  process.exitCode = await runOf(await runningFrom(values["data-dir"]), service, words);
  return "";
};

void runCommand(() => events(process.argv.slice(2)));
