import { parseArgs } from "node:util";
import { readEnvironment } from "./config";
import { CommandFailed, runCommand } from "./run-command";
import { runningFrom } from "./running";
import { accessTokenOf } from "./sign-in";

const usage = "Usage: pnpm token <demo person> [--data-dir <directory>], for example: pnpm token demo-province-a";

/** `pnpm token <demo person>`: signs in as that person and prints an access token, good for 15 minutes. */
const token = async (args: readonly string[]): Promise<string> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { "data-dir": { type: "string", default: readEnvironment().dataDir } },
  });
  const [person, ...more] = positionals;
  if (person === undefined || more.length > 0) throw new CommandFailed(usage);
  const running = await runningFrom(values["data-dir"]);
  return accessTokenOf(running.address("identity"), person);
};

void runCommand(() => token(process.argv.slice(2)));
