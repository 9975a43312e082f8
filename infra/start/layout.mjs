import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const services = ["registry", "evaluation", "commerce", "traceability"];

/** Every long-running process, in the order of the table that `npm start` prints, and its built entry point. */
export const processes = [
  { name: "gateway", entry: "gateway/dist/src/main.js" },
  { name: "identity", entry: "infra/dist/identity/main.js" },
  ...services.map((name) => ({ name, entry: `services/${name}/dist/src/main.js` })),
];

export const migrateEntry = (service) => `services/${service}/dist/src/commands/migrate.js`;
export const loadReferenceEntry = (service) => `services/${service}/dist/src/commands/load-reference.js`;
export const storyEntry = "infra/dist/seed/story.js";

/** What is installed and built belongs to the checkout, whatever the data directory: lock, stamps and logs of that. */
export const bootstrapDirectory = join(root, ".ocop", "bootstrap");

export const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
