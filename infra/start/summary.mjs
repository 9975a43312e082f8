import { join } from "node:path";
import { findProgram } from "../engines/find.mjs";
import { readJson, root } from "./layout.mjs";
import { ports } from "./variables.mjs";

const row = (left, right) => `  ${left.padEnd(32)} ${right}`;

/** What a newcomer needs to go on: addresses, people, what the story left, three queries. */
export function summaryOf({ addresses, story, dataDir, env }) {
  const queries = queriesFor({ story, dataDir, env });
  const { people } = readJson(join(root, "infra/identity/demo-people.json"));
  return [
    "",
    "Addresses",
    ...ports.map(({ name, meaning }) => row(addresses[name], meaning === "subgraph" ? `${name}, a subgraph` : meaning)),
    row("logs", join(dataDir, "logs")),
    "",
    "Demo people (sign in with the name on the left; pnpm token <name> or npm run token <name> prints an access token)",
    ...people.map(({ subject, name, role }) => row(subject, `${name} · ${role.en}`)),
    ...(story === null
      ? []
      : ["", "The story, as told here", ...Object.entries(story).map(([key, value]) => row(key, print(value)))]),
    ...(queries.length === 0
      ? []
      : ["", "Queries to try", ...queries.map(({ says, command }) => `  # ${says}\n  ${command}`)]),
    "",
    "Ctrl-C stops everything; the data stays.",
  ].join("\n");
}

const print = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** The queries of `queries.json` with the story's ids in their places; without a story only those that need none. */
export function queriesFor({ story, dataDir, env }) {
  const ask = findProgram(env, "pnpm") ? "pnpm ask" : "npm run --silent ask --";
  const where = dataDir === join(root, ".ocop") ? "" : ` --data-dir ${dataDir}`;
  return readJson(join(root, "infra/start/queries.json"))
    .map(({ says, as, query }) => ({
      says,
      as,
      query: query.replaceAll(/\{(\w+)\}/g, (place, key) => story?.[key] ?? place),
    }))
    .filter(({ query }) => !/\{\w+\}/.test(query))
    .map(({ says, as, query }) => ({ says, command: `${ask} gateway '${query}'${as ? ` --as ${as}` : ""}${where}` }));
}
