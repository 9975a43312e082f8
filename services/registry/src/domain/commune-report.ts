import { cleanLines } from "@ocop/contracts";
import { refuse } from "./refusals";

/**
 * The commune's findings on four points of a dossier and its request to the province (báo cáo của cấp
 * xã, Mẫu 03).
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.2 and Phụ lục III
 */
export type CommuneReport = {
  /** sử dụng nguyên liệu địa phương */
  readonly localMaterial: string;
  /** sử dụng lao động địa phương */
  readonly localLabour: string;
  /** nguồn gốc ý tưởng sản phẩm */
  readonly ideaOrigin: string;
  /** bản sắc, trí tuệ địa phương */
  readonly localIdentity: string;
  /** đề nghị UBND tỉnh đánh giá, phân hạng */
  readonly request: string;
  /** sản phẩm mẫu that go with the request */
  readonly sampleCount: number;
};

/** Longest finding, in characters. */
export const maxFinding = 4_000;

/** Samples that go with a request, tourism excepted. @see Quyết định 26/2026/QĐ-TTg, Điều 6 */
export const samplesNeeded = 5;

/**
 * A complete report, its texts as they are stored.
 *
 * @param needsSamples false for tourism services and sites
 * @throws Refusal `BAD_USER_INPUT` {field} for an empty or over-long finding; `SAMPLES_MISSING` {needed, got}
 */
export const report = (given: CommuneReport, needsSamples: boolean): CommuneReport => {
  if (needsSamples && given.sampleCount < samplesNeeded)
    refuse("SAMPLES_MISSING", { needed: samplesNeeded, got: given.sampleCount });
  if (given.sampleCount < 0 || given.sampleCount > 1_000) refuse("BAD_USER_INPUT", { field: "sampleCount" });
  return {
    localMaterial: cleanLines("localMaterial", given.localMaterial, maxFinding),
    localLabour: cleanLines("localLabour", given.localLabour, maxFinding),
    ideaOrigin: cleanLines("ideaOrigin", given.ideaOrigin, maxFinding),
    localIdentity: cleanLines("localIdentity", given.localIdentity, maxFinding),
    request: cleanLines("request", given.request, maxFinding),
    sampleCount: given.sampleCount,
  };
};
