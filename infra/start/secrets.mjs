import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { variables } from "./variables.mjs";

/** Every secret that a stack needs. A key that is not in the list is kept, one that is missing is made. */
export const secretNames = variables.filter(({ secret }) => secret).map(({ name }) => name);

/** 32 random bytes, base64url: letters, digits, `-` and `_`, safe in URLs, SQL strings and Redis files. */
export const newSecret = () => randomBytes(32).toString("base64url");

/**
 * Reads the secrets of a data directory, making those that are missing. Readable by their owner alone.
 *
 * @throws Failure when the file is damaged: new secrets would lock the databases beside it
 */
export function ensureSecrets(path) {
  const known = existsSync(path) ? readSecrets(path) : {};
  const missing = secretNames.filter((name) => !(name in known));
  if (missing.length === 0) return known;
  const secrets = { ...known, ...Object.fromEntries(missing.map((name) => [name, newSecret()])) };
  writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return secrets;
}

function readSecrets(path) {
  try {
    const secrets = JSON.parse(readFileSync(path, "utf8"));
    if (Object.values(secrets).every((value) => /^[\w-]{43,}$/.test(value))) return secrets;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw new Failure(
    `${path} is damaged and the databases beside it need it: restore that file, or start with --reset to lose their data.`,
  );
}
