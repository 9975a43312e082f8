import { Refusal } from "@ocop/contracts";

/** @throws Refusal `STALE_VERSION` {currentVersion} when the row is not the one the person saw */
export const expectVersion = ({ version }: { readonly version: number }, expected: number): void => {
  if (version !== expected) throw new Refusal("STALE_VERSION", { currentVersion: version });
};
