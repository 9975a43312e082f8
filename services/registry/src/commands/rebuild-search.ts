import { runCommand, withDatabase, WrongUsage } from "@ocop/service-kit";
import { commandConfig } from "../config";
import { openDataSource } from "../main";
import { refreshSearch } from "./search-index";

/**
 * `node dist/src/commands/rebuild-search.js [--anew]`: compares what products are found and summed by with what they
 * are made of and puts it right; with `--anew` it empties them first.
 */
void runCommand("registry", () => {
  const [option, ...more] = process.argv.slice(2);
  if (more.length > 0 || (option !== undefined && option !== "--anew")) throw new WrongUsage("rebuild-search [--anew]");
  return withDatabase(openDataSource(commandConfig().databaseUrl), async (dataSource) => {
    const { added, changed, same } = await refreshSearch(dataSource, option === undefined ? "all" : "anew");
    return `product-search: ${String(added)} added, ${String(changed)} changed, ${String(same)} as before`;
  });
});
