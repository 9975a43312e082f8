import { addDays, cleanOptional, cleanText, type Day } from "@ocop/contracts";
import type { ProducerCopy, ProductCopy } from "./copies";
import { isCountry, isMeasure } from "./measures";
import { refuse } from "./refusals";
import { mustBeActive, placementOf, type Placement, type TradeItem } from "./trade-item";

export const lotStates = ["DRAFT", "PUBLISHED", "WITHDRAWN"] as const;
export type LotState = (typeof lotStates)[number];

/** One stage of making or trading the lot (công đoạn), as the producer states it. */
export type Stage = {
  readonly name: string;
  readonly place: string | null;
  /** location tracing code (mã truy vết địa điểm): a GLN or a code of the producer */
  readonly locationCode: string | null;
  /** product tracing code (mã truy vết vật phẩm) of what went in; null for this lot itself */
  readonly productCode: string | null;
  /** event time, RFC 3339 in UTC */
  readonly at: string | null;
};

/** What the producer writes about a lot. Absent is null. */
export type LotWords = {
  readonly lotNo: string;
  readonly producedOn: Day | null;
  readonly packedOn: Day | null;
  readonly bestBefore: Day | null;
  /** last day on which the goods may be used */
  readonly expiresOn: Day | null;
  /** exact decimal text with up to three places, without a sign */
  readonly quantity: string | null;
  /** unit of the quantity, UN/CEFACT Recommendation 20 */
  readonly unitOfMeasure: string | null;
  /** ISO 3166-1 alpha-2 */
  readonly originCountry: string | null;
  readonly originPlace: string | null;
  /** standards and technical regulations applied */
  readonly standards: readonly string[];
  readonly stages: readonly Stage[];
};

/** A lot (lô sản xuất) of one trade item. */
export type Lot = Placement &
  LotWords & {
    readonly id: string;
    readonly version: number;
    readonly itemId: string;
    readonly productId: string;
    readonly state: LotState;
    readonly createdAt: Date;
    readonly publishedAt: Date | null;
    readonly withdrawnAt: Date | null;
    readonly withdrawnBecause: string | null;
  };

type Step = "update" | "publish" | "withdraw";

/** The states each step starts from. */
export const startsFrom: Readonly<Record<Step, readonly LotState[]>> = {
  update: ["DRAFT", "PUBLISHED"],
  publish: ["DRAFT"],
  withdraw: ["PUBLISHED"],
};

const mustStand = (lot: Lot, step: Step): void => {
  if (!startsFrom[step].includes(lot.state)) refuse("WRONG_STATE", { state: lot.state });
};

/** Characters of a lot number and of a serial: CSET 82. */
const cset82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

/**
 * A lot number as printed on the pack, kept byte for byte: `L1` and `l1` are two lots.
 *
 * @throws Refusal `NOT_A_LOT_NUMBER` {reason}; `.` and `..` are UNADDRESSABLE, since no browser sends them
 * @see GS1 General Specifications, 3.4.1 (AI 10: up to 20 characters of CSET 82)
 */
export const readLotNo = (typed: string): string => {
  if (typed === "") return refuse("NOT_A_LOT_NUMBER", { reason: "EMPTY" });
  if (typed.length > 20) return refuse("NOT_A_LOT_NUMBER", { reason: "TOO_LONG" });
  if (!cset82.test(typed)) return refuse("NOT_A_LOT_NUMBER", { reason: "CHARACTER" });
  if (typed === "." || typed === "..") return refuse("NOT_A_LOT_NUMBER", { reason: "UNADDRESSABLE" });
  return typed;
};

/** Dates of a lot in the order in which they may follow each other; equal days are fine. */
const inOrder = ["producedOn", "packedOn", "bestBefore", "expiresOn"] as const;

const mustFollow = (words: LotWords): void => {
  const given = inOrder.flatMap((name) => (words[name] === null ? [] : [{ name, day: addDays(words[name], 0) }]));
  given.slice(1).forEach(({ name, day }, nth) => {
    const earlier = given[nth];
    if (earlier && earlier.day > day) refuse("DATES_OUT_OF_ORDER", { before: earlier.name, after: name });
  });
};

/** Positive, at most 12 digits before and 3 after the point, without padding: `12.5`, `0.25`, `1000`. */
const quantityForm = /^(0|[1-9]\d{0,11})(\.\d{1,3})?$/;

/** One form for one amount: `120.50` and `120.500` are `120.5`. */
export const plainDecimal = (decimal: string): string =>
  decimal.includes(".") ? decimal.replace(/0+$/, "").replace(/\.$/, "") : decimal;

const readQuantity = (quantity: string | null, unit: string | null): string | null => {
  if (quantity !== null && (!quantityForm.test(quantity) || /^[0.]+$/.test(quantity)))
    refuse("NOT_A_QUANTITY", { quantity: quantity.slice(0, 40) });
  if (unit !== null && !isMeasure(unit)) refuse("UNIT_OF_MEASURE_UNKNOWN", { unit: unit.slice(0, 40) });
  if ((quantity === null) !== (unit === null))
    refuse("BAD_USER_INPUT", { field: quantity === null ? "quantity" : "unitOfMeasure" });
  return quantity && plainDecimal(quantity);
};

const readInstant = (at: string | null): string | null => {
  if (at === null) return null;
  const time = Date.parse(at);
  return Number.isNaN(time) ? refuse("NOT_A_DATE", { day: at.slice(0, 40) }) : new Date(time).toISOString();
};

const readStage = (stage: Stage): Stage => ({
  name: cleanText("stages.name", stage.name, 100),
  place: cleanOptional("stages.place", stage.place, 200),
  locationCode: cleanOptional("stages.locationCode", stage.locationCode, 50),
  productCode: cleanOptional("stages.productCode", stage.productCode, 50),
  at: readInstant(stage.at),
});

/** Most stages and most standards that one lot may list. */
export const listLimit = 20;

/**
 * What was written about a lot, checked and brought into the form that is stored.
 *
 * @throws Refusal `NOT_A_LOT_NUMBER`, `NOT_A_DATE`, `DATES_OUT_OF_ORDER`, `NOT_A_QUANTITY`,
 *   `UNIT_OF_MEASURE_UNKNOWN`, `COUNTRY_UNKNOWN`, `BAD_USER_INPUT` {field}
 */
export const readLotWords = (words: LotWords): LotWords => {
  mustFollow(words);
  const quantity = readQuantity(words.quantity, words.unitOfMeasure);
  if (words.originCountry !== null && !isCountry(words.originCountry))
    refuse("COUNTRY_UNKNOWN", { country: words.originCountry.slice(0, 40) });
  if (words.standards.length > listLimit) refuse("BAD_USER_INPUT", { field: "standards" });
  if (words.stages.length > listLimit) refuse("BAD_USER_INPUT", { field: "stages" });
  return {
    lotNo: readLotNo(words.lotNo),
    producedOn: words.producedOn,
    packedOn: words.packedOn,
    bestBefore: words.bestBefore,
    expiresOn: words.expiresOn,
    quantity,
    unitOfMeasure: words.unitOfMeasure,
    originCountry: words.originCountry,
    originPlace: cleanOptional("originPlace", words.originPlace, 200),
    standards: words.standards.map((standard) => cleanText("standards", standard, 100)),
    stages: words.stages.map(readStage),
  };
};

/**
 * A draft of a lot; nobody but its owner and the officers of its territory sees it.
 *
 * @throws Refusal `WRONG_STATE` when the item is withdrawn, and all of {@link readLotWords}
 */
export const createLot = (item: TradeItem, words: LotWords, made: { readonly id: string; readonly now: Date }): Lot => {
  mustBeActive(item);
  return {
    ...placementOf(item),
    ...readLotWords(words),
    id: made.id,
    version: 0,
    itemId: item.id,
    productId: item.productId,
    state: "DRAFT",
    createdAt: made.now,
    publishedAt: null,
    withdrawnAt: null,
    withdrawnBecause: null,
  };
};

/** What a lot's completeness is judged on: the lot and what stands behind it. */
export type LotFacts = {
  readonly lot: Lot;
  readonly item: TradeItem;
  readonly product: ProductCopy | null;
  readonly producer: ProducerCopy | null;
};

/**
 * The ten fields that a traced lot must hold at least, in their order, and the origin that the decree
 * adds: which ones must be there, and when one is.
 *
 * Brand and shelf life are asked "if any".
 *
 * @see Thông tư 02/2024/TT-BKHCN (ten minimum fields); Nghị định 37/2026/NĐ-CP (origin)
 */
const tracing = {
  PRODUCT_NAME: { required: true, present: ({ product }) => product !== null },
  IMAGE: { required: true, present: ({ item }) => item.picture !== null },
  PRODUCER_NAME: { required: true, present: ({ producer }) => producer !== null },
  PRODUCER_ADDRESS: { required: true, present: ({ producer }) => (producer?.addressLine ?? "") !== "" },
  STAGES: {
    required: true,
    present: ({ lot }) =>
      lot.stages.length > 0 && lot.stages.every(({ locationCode, at }) => locationCode !== null && at !== null),
  },
  PRODUCTION_TIME: { required: true, present: ({ lot }) => lot.producedOn !== null || lot.packedOn !== null },
  TRACING_CODE: { required: true, present: ({ lot, item }) => lot.lotNo !== "" && item.ownCode !== "" },
  BRAND: { required: false, present: ({ item }) => item.brand !== null },
  SHELF_LIFE: { required: false, present: ({ lot }) => lot.expiresOn !== null || lot.bestBefore !== null },
  STANDARDS: { required: true, present: ({ lot }) => lot.standards.length > 0 },
  ORIGIN: { required: true, present: ({ lot }) => lot.originCountry !== null },
} as const satisfies Record<string, { readonly required: boolean; readonly present: (facts: LotFacts) => boolean }>;

export type TracingField = keyof typeof tracing;

export const tracingFields = Object.keys(tracing) as readonly TracingField[];

export type FieldState = { readonly field: TracingField; readonly required: boolean; readonly present: boolean };

/** Every field with its state, in the order of the circular: data for a form, not an error. */
export const lotCompleteness = (facts: LotFacts): readonly FieldState[] =>
  tracingFields.map((field) => ({
    field,
    required: tracing[field].required,
    present: tracing[field].present(facts),
  }));

const mustBeComplete = (facts: LotFacts): void => {
  const missing = lotCompleteness(facts).flatMap(({ field, required, present }) =>
    required && !present ? [field] : [],
  );
  if (missing.length > 0) refuse("LOT_INCOMPLETE", { missing });
};

/**
 * The lot becomes public.
 *
 * @throws Refusal `WRONG_STATE` {state} unless it is a draft of an active item, `LOT_INCOMPLETE` {missing}
 * @see Thông tư 02/2024/TT-BKHCN; Nghị định 37/2026/NĐ-CP
 */
export const publishLot = (facts: LotFacts, now: Date): Lot => {
  mustStand(facts.lot, "publish");
  mustBeActive(facts.item);
  mustBeComplete(facts);
  return { ...facts.lot, state: "PUBLISHED", publishedAt: now };
};

/**
 * Writes the lot anew. A published lot keeps its number, which stands on packs, and stays complete.
 *
 * @throws Refusal `WRONG_STATE` {state}, `BAD_USER_INPUT` {field: lotNo} for another number on a published
 *   lot, `LOT_INCOMPLETE` {missing}, and all of {@link readLotWords}
 */
export const updateLot = (facts: LotFacts, words: LotWords): Lot => {
  mustStand(facts.lot, "update");
  const lot = { ...facts.lot, ...readLotWords(words) };
  if (facts.lot.state === "PUBLISHED") {
    if (lot.lotNo !== facts.lot.lotNo) refuse("BAD_USER_INPUT", { field: "lotNo" });
    mustBeComplete({ ...facts, lot });
  }
  return lot;
};

/**
 * A published lot is taken back for good; its page says so, with the reason. A draft needs no
 * withdrawal, since nobody relies on it.
 *
 * @throws Refusal `WRONG_STATE` {state}, `BAD_USER_INPUT` {field: reason}
 */
export const withdrawLot = (lot: Lot, reason: string, now: Date): Lot => {
  mustStand(lot, "withdraw");
  return { ...lot, state: "WITHDRAWN", withdrawnAt: now, withdrawnBecause: cleanText("reason", reason, 300) };
};

/** May its goods still be used on this day? A lot without an expiry never ends. */
export const isExpired = ({ expiresOn }: Pick<Lot, "expiresOn">, day: Day): boolean =>
  expiresOn !== null && day > expiresOn;
