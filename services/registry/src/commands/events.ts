import { type Environment, operatorCommand, runCommand } from "@ocop/service-kit";
import { operatorConfig } from "../config";
import { registryDataSource } from "../data/data-source";

const service = "registry";

/** What an operator sees and does of the events that registry sends and hears; called without a word it says how. */
export const events = (words: readonly string[], environment?: Environment): Promise<string> => {
  const { databaseUrl, redisUrl: redis } = operatorConfig(environment);
  return operatorCommand({ service, redis, open: () => registryDataSource(databaseUrl, []) }, words);
};

if (require.main === module) void runCommand(service, () => events(process.argv.slice(2)));
