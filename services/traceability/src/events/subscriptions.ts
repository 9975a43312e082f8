import type { Event, EventBody, EventName } from "@ocop/contracts";
import type { Handlers } from "@ocop/service-kit";
import type { Copy } from "../domain/copies";
import type { Deps } from "../use-cases/deps";
import { followCertificate } from "../use-cases/follow-certificate";
import { followListing } from "../use-cases/follow-listing";
import { followProducer } from "../use-cases/follow-producer";
import { followProduct } from "../use-cases/follow-product";
import { moveTerritory } from "../use-cases/move-territory";

type Copying = Pick<Deps, "repositories">;

const copyOf = <Name extends EventName>(event: Event<Name>): Copy<EventBody<Name>> => ({
  ...event.body,
  id: event.aggregateId,
  version: event.version,
  asOf: event.occurredAt,
});

const producer = {
  kind: "copy",
  handle: (deps: Copying, event: Event<"registry.producer.changed" | "registry.producer.stated">) =>
    followProducer(deps, copyOf(event)),
} as const;

const product = {
  kind: "copy",
  handle: (deps: Copying, event: Event<"registry.product.changed" | "registry.product.stated">) =>
    followProduct(deps, copyOf(event)),
} as const;

const certificate = {
  kind: "copy",
  handle: (
    deps: Copying,
    event: Event<
      | "evaluation.certificate.issued"
      | "evaluation.certificate.revoked"
      | "evaluation.certificate.expired"
      | "evaluation.certificate.superseded"
      | "evaluation.certificate.stated"
    >,
  ) => followCertificate(deps, copyOf(event)),
} as const;

const listing = {
  kind: "copy",
  handle: (deps: Copying, event: Event<"commerce.listing.changed" | "commerce.listing.stated">) =>
    followListing(deps, copyOf(event)),
} as const;

/** Rewrites what names an old unit, whenever it comes and however often. */
const territory = {
  kind: "copy",
  handle: (deps: Copying, { body }: Event<"registry.territory.moved">) => moveTerritory(deps, body.moves),
} as const;

/** Everything this service hears: facts of others that its pages show. A promised but missing handler does not compile. */
export const handlers: Handlers<"traceability", Copying> = {
  "registry.producer.changed": producer,
  "registry.producer.stated": producer,
  "registry.product.changed": product,
  "registry.product.stated": product,
  "registry.territory.moved": territory,
  "evaluation.certificate.issued": certificate,
  "evaluation.certificate.revoked": certificate,
  "evaluation.certificate.expired": certificate,
  "evaluation.certificate.superseded": certificate,
  "evaluation.certificate.stated": certificate,
  "commerce.listing.changed": listing,
  "commerce.listing.stated": listing,
};
