import type { Day } from "@ocop/contracts";

/**
 * One published list of units (danh mục đơn vị hành chính): what its codes mean, and from when to when.
 *
 * @see Nghị quyết 202/2025/QH15; Quyết định 19/2025/QĐ-TTg; Nghị quyết 30/2026/QH16
 */
export type AdministrativeList = {
  readonly id: string;
  readonly version: number;
  readonly listVersion: string;
  /** the list that it took the place of; null for the first one known here */
  readonly replaces: string | null;
  readonly validFrom: Day | null;
  /** first day on which it no longer holds; null while it does */
  readonly validTo: Day | null;
  /** the acts that made it */
  readonly legalBasis: string;
};
