import type { EventName } from "./events";

export const services = ["registry", "evaluation", "commerce", "traceability"] as const;
export type ServiceName = (typeof services)[number];

/** Who hears what. The outbox writes one delivery for each consumer named here; a service proves at compile time that it handles all of its own. */
export const subscriptions = {
  "registry.producer.changed": ["evaluation", "commerce", "traceability"],
  "registry.producer.stated": ["evaluation", "commerce", "traceability"],
  "registry.product.changed": ["evaluation", "commerce", "traceability"],
  "registry.product.stated": ["evaluation", "commerce", "traceability"],
  "registry.dossier.accepted": ["evaluation"],
  "registry.territory.moved": ["evaluation", "commerce", "traceability"],
  // Nobody keeps a copy of rights: they travel with the viewer. The events are the record for reports.
  "registry.assignment.granted": [],
  "registry.assignment.revoked": [],
  "evaluation.criteriaSet.published": ["registry"],
  "evaluation.criteriaSet.stated": ["registry"],
  "evaluation.certificate.issued": ["registry", "commerce", "traceability"],
  "evaluation.certificate.revoked": ["registry", "commerce", "traceability"],
  "evaluation.certificate.expired": ["registry", "commerce", "traceability"],
  "evaluation.certificate.superseded": ["registry", "commerce", "traceability"],
  "evaluation.certificate.stated": ["registry", "commerce", "traceability"],
  "evaluation.reading.changed": ["registry"],
  "evaluation.reading.stated": ["registry"],
  "commerce.listing.changed": ["traceability"],
  "commerce.listing.stated": ["traceability"],
} as const satisfies Record<EventName, readonly ServiceName[]>;

/** The names one service must handle. */
export type HeardBy<Service extends ServiceName> = {
  [Name in EventName]: Service extends (typeof subscriptions)[Name][number] ? Name : never;
}[EventName];

export const consumersOf = (name: EventName): readonly ServiceName[] => subscriptions[name];

export const namesHeardBy = (service: ServiceName): readonly EventName[] =>
  (Object.keys(subscriptions) as EventName[]).filter((name) => consumersOf(name).includes(service));
