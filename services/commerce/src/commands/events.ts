import { type Environment, operatorCommand, runCommand } from "@ocop/service-kit";
import { readOperatorConfig } from "../config";
import { commerceDataSource } from "../data/data-source";

const service = "commerce";

/** What an operator sees and does of the events that commerce sends and hears; called without a word it says how. */
export const events = (words: readonly string[], environment?: Environment): Promise<string> => {
  const { database, redis } = readOperatorConfig(environment);
  return operatorCommand({ service, redis, open: () => commerceDataSource(database) }, words);
};

if (require.main === module) void runCommand(service, () => events(process.argv.slice(2)));
