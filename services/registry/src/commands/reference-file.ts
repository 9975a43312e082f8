import { committedFiles, DamagedFile } from "@ocop/service-kit";

/** The committed reference data of registry. */
export const committedFile = committedFiles(__dirname);

/**
 * Holds counted figures against those the source gives.
 *
 * @throws DamagedFile naming the first figure that differs
 */
export const checkCounts = (
  file: string,
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): void => {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [is, should] = [found[name] ?? 0, expected[name] ?? 0];
    if (is !== should)
      throw new DamagedFile(file, "its rows", `${name}: ${String(is)} found, ${String(should)} expected`);
  }
};

/** How often each name occurs. */
export const tally = (names: Iterable<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
