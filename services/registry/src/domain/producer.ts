import { cleanOptional, cleanText, fold } from "@ocop/contracts";
import { isDemonstration, type AdministrativeUnit, type Territory } from "./administrative-unit";
import { refuse } from "./refusals";

/**
 * Kinds of entity that may own an OCOP product, and three words of older publications that name no
 * kind of the decision: a published "company" is not made a small or medium enterprise here.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 2
 */
export const registrableKinds = [
  "COOPERATIVE",
  "COOPERATIVE_GROUP",
  "SMALL_MEDIUM_ENTERPRISE",
  "FARM",
  "PRODUCTION_HOUSEHOLD",
  "BUSINESS_HOUSEHOLD",
  "ASSOCIATION",
] as const;
export const publishedKinds = ["COMPANY", "HOUSEHOLD", "ESTABLISHMENT"] as const;
export const producerKinds = [...registrableKinds, ...publishedKinds] as const;
export type ProducerKind = (typeof producerKinds)[number];

/** A producer (chủ thể OCOP): the owner of products, who applies for their evaluation. */
export type Producer = Territory & {
  readonly id: string;
  readonly version: number;
  /** registered business name */
  readonly name: string;
  readonly kind: ProducerKind | null;
  /** as issued or registered, whatever the units are called today */
  readonly addressLine: string | null;
  readonly representative: string | null;
  /** the unit it was registered or published for, of the list of its day, kept for good; null where none is known */
  readonly issuedUnitId: string | null;
  readonly demonstration: boolean;
  readonly searchName: string;
  /** when the personal data of its people were last erased; null if never */
  readonly personalDataErasedAt: Date | null;
};

/** What is written down about a producer; absent is null. */
export type ProducerFacts = {
  readonly name: string;
  readonly kind: ProducerKind | null;
  readonly addressLine: string | null;
  readonly representative: string | null;
};

/** Longest texts, in characters. */
export const producerLimits = { name: 300, addressLine: 500, representative: 200 } as const;

const facts = ({ name, kind, addressLine, representative }: ProducerFacts): ProducerFacts => ({
  name: cleanText("name", name, producerLimits.name),
  kind,
  addressLine: cleanOptional("addressLine", addressLine, producerLimits.addressLine),
  representative: cleanOptional("representative", representative, producerLimits.representative),
});

/** Is it a kind of the decision, and not only a word of an older publication? */
export const isRegistrable = (kind: ProducerKind): boolean => (registrableKinds as readonly string[]).includes(kind);

/**
 * Enters a producer in the register.
 *
 * @param province decides whether it belongs to the demonstration territory
 * @throws Refusal `BAD_USER_INPUT` {field} for an empty or over-long text
 */
export const enterProducer = (
  id: string,
  given: ProducerFacts,
  territory: Territory,
  province: AdministrativeUnit,
): Producer => {
  const known = facts(given);
  return {
    id,
    version: 0,
    ...known,
    ...territory,
    issuedUnitId: territory.communeRegionId ?? territory.provinceRegionId,
    demonstration: isDemonstration(province),
    searchName: fold(known.name),
    personalDataErasedAt: null,
  };
};

/**
 * Changes what is written down about a producer; its territory stays.
 *
 * @throws Refusal `BAD_USER_INPUT` {field} for a bad text, or for a change to a kind the decision does not know
 */
export const changeProducer = (producer: Producer, given: ProducerFacts): Producer => {
  if (given.kind !== null && given.kind !== producer.kind && !isRegistrable(given.kind))
    refuse("BAD_USER_INPUT", { field: "kind" });
  const known = facts(given);
  return { ...producer, ...known, searchName: fold(known.name) };
};

/**
 * The producer without its people: the name of the representative goes, the time stays as a tombstone. The
 * sealed values are erased with their keys. May be done again, for what was written since.
 *
 * @see Luật 91/2025/QH15 (Luật Bảo vệ dữ liệu cá nhân)
 */
export const erasePeople = (producer: Producer, now: Date): Producer => ({
  ...producer,
  representative: null,
  personalDataErasedAt: now,
});
