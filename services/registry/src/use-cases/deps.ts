import type { Publish, Recorded } from "@ocop/service-kit";
import type { Repositories } from "../domain/ports";
import type { RegistryViewer } from "../domain/rights";

/** Everything an act needs, on the transaction it runs in. */
export type Deps = {
  readonly repositories: Repositories;
  readonly publish: Publish;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly viewer: RegistryViewer;
  /** An entry of the audit log beside those of the rows that are saved; written when the act succeeds. */
  readonly record: (said: Recorded) => void;
};
