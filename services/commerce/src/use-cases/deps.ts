import type { Publish } from "@ocop/service-kit";
import type { Repositories } from "../domain/ports";
import type { CommerceViewer } from "../domain/rights";

/** What the clock has to do later: at `at` on the platform's clock, once for each key. */
export type Due = {
  readonly kind: "certificate.expiry";
  /** id of the certificate */
  readonly key: string;
  readonly at: Date;
  readonly payload: { readonly productId: string };
};

/** Work too long for one transaction: done in steps by a worker. */
export type Work = { readonly kind: "listings.restate"; readonly input: { readonly salePointId: string } };

/** What a use case is given: everything on the one transaction it runs in. */
export type Deps = {
  readonly repositories: Repositories;
  readonly publish: Publish;
  /** Plans it, or moves what is planned under the same key. */
  readonly schedule: (due: Due) => Promise<void>;
  readonly enqueue: (work: Work) => Promise<void>;
  /** The instant of the request, the same throughout. */
  readonly now: () => Date;
  readonly newId: () => string;
  /** 32 random bytes, base64url: the secret of a key. */
  readonly newSecret: () => string;
  readonly viewer: CommerceViewer;
};
