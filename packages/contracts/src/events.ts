import { z } from "zod";
import { localized } from "./text";
import { roles, scopeTypes } from "./viewer";

/**
 * The events of the platform: a past-tense fact `<service>.<noun>.<participle>` and the shape of its
 * body. A body holds ids and the public facts its consumers copy, never a row, a request or anything
 * personal. It only grows; a new meaning gets a new name. `.stated` repeats the current state of an
 * aggregate for a consumer that builds its copy.
 */
const id = z.uuid();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const instant = z.iso.datetime();

/** Registered name and address of a producer (chủ thể): register data, which may travel. */
const producer = z.object({
  name: z.string(),
  kind: z.string().nullable(),
  addressLine: z.string().nullable(),
  provinceRegionId: id,
  communeRegionId: id.nullable(),
  provinceName: localized,
  communeName: localized.nullable(),
  demonstration: z.boolean(),
});

const product = z.object({
  /** null where the published source names no producer */
  producerId: id.nullable(),
  code: z.string().nullable(),
  name: localized,
  story: localized.nullable(),
  setCode: z.string().nullable(),
  state: z.string(),
  provinceRegionId: id,
  communeRegionId: id.nullable(),
  provinceName: localized,
  communeName: localized.nullable(),
  demonstration: z.boolean(),
});

/** A dossier that the province took in: all that evaluation needs to open its work. */
const acceptedDossier = z.object({
  productId: id,
  producerId: id,
  productName: localized,
  setCode: z.string(),
  regime: z.string(),
  registrationType: z.enum(["FIRST", "UPGRADE", "RENEWAL"]),
  roundId: id,
  provinceRegionId: id,
  communeRegionId: id.nullable(),
  snapshotSha256: z.string().length(64),
  /** criterion code → option key, as the producer claims */
  selfAssessment: z.record(z.string(), z.string().nullable()),
  acceptedAt: instant,
});

/** The tree of one product set as far as a self-assessment is checked against it. Points are integers. */
const criteriaSet = z.object({
  code: z.string(),
  regime: z.string(),
  contentVersion: z.number().int(),
  name: localized,
  industry: z.string(),
  productGroup: z.string(),
  criteria: z.array(
    z.object({
      code: z.string(),
      options: z.array(
        z.object({
          key: z.string(),
          points: z.number().int(),
          star: z.number().int().nullable(),
          /** the case (trường hợp) it belongs to; null where there are none */
          case: z.string().nullable().optional(),
        }),
      ),
    }),
  ),
  /** points from which on a number of stars is given */
  bands: z.array(z.object({ stars: z.number().int(), from: z.number().int() })).optional(),
});

/** Everything the public may know of a certificate; status on a day is computed from it. */
const certificate = z.object({
  productId: id,
  producerId: id,
  productName: localized,
  lookupCode: z.string(),
  certificateNo: z.string().nullable(),
  stars: z.number().int().min(3).max(5),
  regime: z.string(),
  decisionNo: z.string(),
  decidedOn: day.nullable(),
  authority: z.string(),
  issuedOn: day,
  expiresOn: day,
  /** ISSUED, REVOKED, SUPERSEDED or EXPIRED: the recorded state, not the status of today */
  state: z.string(),
  revokedOn: day.nullable(),
  revocationGround: z.string().nullable(),
  provinceRegionId: id,
  communeRegionId: id.nullable(),
  demonstration: z.boolean(),
});

const listing = z.object({
  salePointId: id,
  salePointName: localized,
  salePointAddress: z.string(),
  productId: id,
  state: z.enum(["LISTED", "WITHDRAWN"]),
  withdrawnBecause: z.string().nullable(),
  communeRegionId: id,
  demonstration: z.boolean(),
});

/** One right of one person, as granted or as revoked: ids alone, no name and no reason. */
const assignment = z.object({
  subject: z.string().min(1).max(200),
  role: z.enum(roles),
  scopeType: z.enum(scopeTypes),
  /** id of a unit or producer; null for NATIONAL */
  scopeId: id.nullable(),
  validFrom: day,
  /** first day on which it no longer holds; null while open */
  validUntil: day.nullable(),
});

/**
 * Units (đơn vị hành chính) that went whole into units of the next list: rows that name the old one name the new one
 * from now on. Split units are never in it; where their rows belong, an officer says of each, and it is told as a
 * change of the row.
 */
const movedTerritory = z.object({
  listVersion: z.string(),
  replaces: z.string(),
  moves: z.array(z.object({ from: id, to: id })).max(400),
});

/** Roles of a council that may read what is evaluated. */
export const readerRoles = ["CHAIR", "DEPUTY_CHAIR", "SECRETARY", "MEMBER", "EXPERT", "ADVISOR"] as const;

/** When a scoring member sees what the producer claims (điểm tự chấm), by the rules of the council. */
export const selfScoreRules = ["AFTER_OWN_SHEET", "FROM_RELEASE", "NEVER"] as const;

/**
 * Who may read one dossier because a council evaluates it: the whole list each time, one aggregate for each
 * evaluation. Subjects are the identity provider's ids.
 */
const reading = z.object({
  dossierId: id,
  evaluationId: id,
  councilId: id,
  provinceRegionId: id,
  /** false before the council is given the dossier, and again when it is taken from it */
  released: z.boolean(),
  advanceSelfScore: z.enum(selfScoreRules),
  readers: z.array(
    z.object({
      subject: z.string().min(1).max(200),
      role: z.enum(readerRoles),
      /** does the seat fill score sheets? */
      scoring: z.boolean(),
      /** did the person hand in the own sheet of the running scoring round, or of one that is closed? */
      sheetIn: z.boolean(),
      /** an open conflict of interest: nothing is readable */
      conflicted: z.boolean(),
    }),
  ),
});

export const events = {
  "registry.producer.changed": producer,
  "registry.producer.stated": producer,
  "registry.product.changed": product,
  "registry.product.stated": product,
  "registry.dossier.accepted": acceptedDossier,
  "registry.territory.moved": movedTerritory,
  "registry.assignment.granted": assignment,
  "registry.assignment.revoked": assignment,
  "evaluation.criteriaSet.published": criteriaSet,
  "evaluation.criteriaSet.stated": criteriaSet,
  "evaluation.certificate.issued": certificate,
  "evaluation.certificate.revoked": certificate,
  "evaluation.certificate.expired": certificate,
  "evaluation.certificate.superseded": certificate,
  "evaluation.certificate.stated": certificate,
  "evaluation.reading.changed": reading,
  "evaluation.reading.stated": reading,
  "commerce.listing.changed": listing,
  "commerce.listing.stated": listing,
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventBody<Name extends EventName> = z.infer<(typeof events)[Name]>;

/** What a handler is given: the fact, whose it is, and where it stands in the order of its aggregate. */
export type Event<Name extends EventName = EventName> = {
  readonly id: string;
  readonly name: Name;
  /** `<service>.<noun>`, the first two parts of the name */
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly body: EventBody<Name>;
  readonly occurredAt: Date;
  readonly meta: EventMeta;
};

export type EventMeta = {
  /** subject of the person or name of the system actor that caused it */
  readonly actor: string;
  /** W3C trace context of the request that caused it */
  readonly traceparent: string;
  /** id of the event that caused it, null for a person's act */
  readonly causationId: string | null;
  /** region in which it happened, null where it has none */
  readonly regionId: string | null;
};
