import type { Localized } from "@ocop/contracts";

/** Registry's product as this service needs it: a copy fed by registry's events. */
export type ProductCopy = {
  readonly id: string;
  /** version of registry's product that the copy shows */
  readonly version: number;
  /** null where the published source names no producer */
  readonly producerId: string | null;
  readonly name: Localized;
  readonly setCode: string | null;
  readonly provinceRegionId: string;
  readonly communeRegionId: string | null;
  readonly demonstration: boolean;
};

/** Registry's producer (chủ thể): the registered name that a certificate prints. */
export type ProducerCopy = {
  readonly id: string;
  readonly version: number;
  readonly name: string;
};

/** A unit that went whole into one of the next list. */
export type UnitMove = { readonly from: string; readonly to: string };
