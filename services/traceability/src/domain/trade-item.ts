import { cleanOptional } from "@ocop/contracts";
import type { ProductCopy } from "./copies";
import { gtin14 } from "./gtin";
import type { PictureFacts } from "./picture";
import { refuse } from "./refusals";

export const tradeItemStates = ["ACTIVE", "WITHDRAWN"] as const;
export type TradeItemState = (typeof tradeItemStates)[number];

/** Whose a row is and where it lies: taken from the product, and again whenever the product changes. */
export type Placement = {
  readonly producerId: string;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
};

/**
 * A trade item (vật phẩm thương mại): one pack of a product, as a shopper meets it. A product sold in
 * two sizes has two.
 */
export type TradeItem = Placement & {
  readonly id: string;
  readonly version: number;
  readonly productId: string;
  /** the platform's own code, address of the page under `/p/`; no GS1 key and never shown as one */
  readonly ownCode: string;
  /** GTIN of 14 digits as the producer stated it, null without a GS1 licence */
  readonly gtin14: string | null;
  /** how this pack is told from others of the product, "hộp 200 g" */
  readonly packName: string | null;
  readonly brand: string | null;
  readonly picture: PictureFacts | null;
  readonly state: TradeItemState;
  readonly registeredAt: Date;
};

export type TradeItemWords = {
  readonly gtin: string | null;
  readonly packName: string | null;
  readonly brand: string | null;
};

/** A unit that went whole into one of the next list. */
export type UnitMove = { readonly from: string; readonly to: string };

export const placementOf = ({ producerId, provinceRegionId, communeRegionId }: Placement): Placement => ({
  producerId,
  provinceRegionId,
  communeRegionId,
});

/**
 * Whose the rows of a product are.
 *
 * @throws Refusal `PRODUCER_UNKNOWN` for a product whose published source names no producer
 */
export const placementOfProduct = ({ producerId, provinceRegionId, communeRegionId }: ProductCopy): Placement =>
  producerId === null ? refuse("PRODUCER_UNKNOWN") : { producerId, provinceRegionId, communeRegionId };

/**
 * A new trade item of a product. A GTIN is taken as the producer states it and padded to 14 digits;
 * none is ever made up.
 *
 * @throws Refusal `PRODUCER_UNKNOWN`, `NOT_A_GTIN`, `BAD_USER_INPUT` {field}
 * @see Thông tư 02/2024/TT-BKHCN (product tracing code)
 */
export const registerTradeItem = (
  product: ProductCopy,
  words: TradeItemWords,
  made: { readonly id: string; readonly ownCode: string; readonly now: Date },
): TradeItem => ({
  ...placementOfProduct(product),
  id: made.id,
  version: 0,
  productId: product.id,
  ownCode: made.ownCode,
  gtin14: words.gtin === null ? null : gtin14(words.gtin),
  packName: cleanOptional("packName", words.packName, 100),
  brand: cleanOptional("brand", words.brand, 100),
  picture: null,
  state: "ACTIVE",
  registeredAt: made.now,
});

/** @throws Refusal `WRONG_STATE` {state} when the item is withdrawn */
export const mustBeActive = (item: TradeItem): void => {
  if (item.state !== "ACTIVE") refuse("WRONG_STATE", { state: item.state });
};

/**
 * The item leaves the market for good; its page answers that it was withdrawn.
 *
 * @throws Refusal `WRONG_STATE` {state}
 */
export const withdrawTradeItem = (item: TradeItem): TradeItem => {
  mustBeActive(item);
  return { ...item, state: "WITHDRAWN" };
};
