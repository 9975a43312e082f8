import type { Publish } from "@ocop/service-kit";
import type { Repositories } from "../domain/ports";
import type { EvaluationViewer } from "../domain/rights";

/** What the clock has to do later: at `at` on the platform's clock, once for each key. */
export type Due = {
  readonly kind: "certificate.expire" | "reading.end";
  /** id of the certificate, or of the evaluation */
  readonly key: string;
  readonly at: Date;
};

/** What a use case is given: everything on the one transaction it runs in. */
export type Deps = {
  readonly repositories: Repositories;
  readonly publish: Publish;
  /** Plans it, or moves what is planned under the same key. */
  readonly schedule: (due: Due) => Promise<void>;
  /** The instant of the request, the same throughout. */
  readonly now: () => Date;
  readonly newId: () => string;
  /** A random code for the public. */
  readonly newCode: () => string;
  readonly viewer: EvaluationViewer;
};
