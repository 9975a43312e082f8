import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "./failure.mjs";
import { tryLock } from "./lock.mjs";

const least = 1024 ** 3;

/** Everything that a start puts into a data directory. What belongs to the checkout stays: `bootstrap`, `bin`, `bench`, `compose.env`. */
const contents = [
  "mariadb",
  "mariadb.new",
  "mariadb.tmp",
  "mariadb.json",
  "redis",
  "redis.json",
  "identity",
  "logs",
  "secrets.json",
  "run.json",
  "reference.stamp",
  "story.json",
];

/** @throws Failure when less than 1 GiB is free where the path lies or will lie */
export function requireSpace(path) {
  let place = path;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  if (bavail * bsize < least)
    throw new Failure(
      `Only ${Math.floor((bavail * bsize) / 1024 ** 2)} MiB are free at ${place}: free at least 1 GiB and run the same command again.`,
    );
}

/**
 * Opens a data directory, making it when it is not there, and locks it for this process.
 *
 * @returns release of the lock
 * @throws Failure when the platform already runs on it, or when it holds somebody else's files
 */
export function openDataDirectory(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const mark = join(path, "this-is-ocop-data");
  const foreign = readdirSync(path).filter(
    (name) => ![...contents, "bootstrap", "bin", "bench", "compose.env", "run.lock", "run.lock.stale"].includes(name),
  );
  if (!existsSync(mark) && foreign.length > 0)
    throw new Failure(
      `${path} is no data directory of the platform (it holds ${foreign[0]}): name an empty or a new one with --data-dir.`,
    );
  const { release, holder } = tryLock(join(path, "run.lock"));
  if (!release)
    throw new Failure(
      `The platform already runs from ${path} (pid ${holder.pid}): stop that one, or choose another --data-dir and --port-base.`,
    );
  writeFileSync(mark, "Databases, secrets and logs of the OCOP platform: npm start -- --reset empties this folder.\n");
  return release;
}

/** Forgets everything in a data directory but the lock. */
export function emptyDataDirectory(path) {
  for (const name of contents) rmSync(join(path, name), { recursive: true, force: true, maxRetries: 3 });
}
