import type { Viewer } from "@ocop/contracts";
import type { Repositories, Work } from "../domain/ports";

/** What a use case is given: everything on the one transaction it runs in. */
export type Deps = {
  readonly repositories: Repositories;
  /** Asks for long work, which begins after the commit. @returns the id of its job */
  readonly enqueue: (work: Work) => Promise<string>;
  /** The instant of the request, the same throughout. */
  readonly now: () => Date;
  readonly newId: () => string;
  /** A random public code of so many characters, Crockford's base 32. */
  readonly newCode: (characters: number) => string;
  readonly viewer: Viewer;
};
