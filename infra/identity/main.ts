import { ConfigError, createLog, runProcess } from "@ocop/service-kit";
import { type IdentityConfig, readEnvironment } from "./config";
import { serveIdentity } from "./serve";

const log = createLog("identity");

const run = (config: IdentityConfig): Promise<void> => runProcess({ log, start: () => serveIdentity(config, log) });

try {
  void run(readEnvironment());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.mistakes.join("\n")}\n`);
  process.exitCode = 1;
}
