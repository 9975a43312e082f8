import { refuse } from "./refusals";

/**
 * The writer must have seen the row as it is now.
 *
 * @throws Refusal `STALE_VERSION` {currentVersion}
 */
export const mustBeVersion = ({ version }: { readonly version: number }, expected: number): void => {
  if (version !== expected) refuse("STALE_VERSION", { currentVersion: version });
};
