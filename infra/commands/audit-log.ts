import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { services, type ServiceName } from "@ocop/contracts";
import { packageRoot } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { CommandFailed, runCommand } from "./run-command";
import { runningFrom } from "./running";

const which = services.join("|");
const usage =
  `Usage: pnpm audit-log verify <${which}> [--data-dir <directory>]` +
  ` or pnpm audit-log show <${which}> --object <id> [--data-dir <directory>]`;

const root = join(packageRoot(__dirname), "..");

const isService = (text: string | undefined): text is ServiceName => services.some((name) => name === text);

/** The words without `--data-dir <directory>`, and the directory. */
const split = (args: readonly string[]): { readonly words: readonly string[]; readonly dataDir: string } => {
  const at = args.indexOf("--data-dir");
  if (at < 0) return { words: args, dataDir: readEnvironment().dataDir };
  const dataDir = args[at + 1];
  if (dataDir === undefined) throw new CommandFailed(usage);
  return { words: args.toSpliced(at, 2), dataDir };
};

/**
 * `pnpm audit-log <verb> <service> …`: proves the audit log of a service of the running platform, or shows it. The
 * service's own command runs on its own database; its words and its exit code are this one's.
 */
const auditLog = async (args: readonly string[]): Promise<string> => {
  const { words, dataDir } = split(args);
  const [verb, service, ...rest] = words;
  if (verb === undefined || !isService(service)) throw new CommandFailed(usage);
  const running = await runningFrom(dataDir);
  const names = ["DATABASE_URL", "OCOP_AUDIT_KEY"].map((name) => `${name}_${service.toUpperCase()}`);
  const env = {
    ...Object.fromEntries(names.map((name) => [name, running.variable(name)])),
    OCOP_DATA_DIR: resolve(dataDir),
  };
  const program = join(root, "services", service, "dist/src/commands/audit.js");
  const child = spawn(process.execPath, [program, verb, ...rest], { stdio: "inherit", env });
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
  return "";
};

void runCommand(() => auditLog(process.argv.slice(2)));
