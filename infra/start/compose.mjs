import { join } from "node:path";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { root } from "./layout.mjs";
import { newSecret, secretNames } from "./secrets.mjs";

/**
 * Makes the secrets of docker compose, once, in a file that git ignores and only its owner reads.
 *
 * @returns what to type next
 */
export function composeCommand() {
  const file = join(root, ".ocop", "compose.env");
  if (!existsSync(file)) {
    mkdirSync(join(root, ".ocop"), { recursive: true });
    writeFileSync(file, secretNames.map((name) => `${name}=${newSecret()}\n`).join(""), { mode: 0o600 });
  }
  return `The secrets are in ${file}. Now run:\n\n  docker compose --env-file .ocop/compose.env up --build\n`;
}
