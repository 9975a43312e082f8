import type { Viewer } from "@ocop/contracts";
import type { Publish } from "@ocop/service-kit";
import type { Repositories } from "../domain/ports";

/** Everything an act needs, on the transaction it runs in. */
export type Deps = {
  readonly repositories: Repositories;
  readonly publish: Publish;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly viewer: Viewer;
};
