import { type Day, isWithin } from "@ocop/contracts";
import { refuse } from "./refusals";

/** Who recognises a product. */
export const authorities = ["DISTRICT", "PROVINCE", "CENTRAL"] as const;
export type Authority = (typeof authorities)[number];

/**
 * A legal regime: the decision under which dossiers, evaluations and certificates are made. They keep it for
 * good. `from` included, `until` excluded.
 *
 * @see Quyết định 1048/QĐ-TTg (2019), 148/QĐ-TTg (2023), 1489/QĐ-TTg (2025), 26/2026/QĐ-TTg (Điều 11, 12: files
 * sent before 22/05/2026 may be decided under the old rules until 21/07/2026)
 */
export type Regime = { readonly id: string; readonly from: Day; readonly until: Day | null };

export const regimes: readonly Regime[] = [
  { id: "qd1048-2019", from: "2019-08-21", until: "2023-02-24" },
  { id: "qd148-2023", from: "2023-02-24", until: "2025-07-06" },
  { id: "qd1489-2025", from: "2025-07-06", until: "2026-07-21" },
  { id: "qd26-2026", from: "2026-05-22", until: null },
];

/** Districts were abolished on 01/07/2025 (Nghị quyết 202/2025/QH15); what they recognised went to the province. */
const districtsEnd: Day = "2025-07-01";

const recognises = (regime: string, stars: number, on: Day): Authority => {
  if (stars === 5) return "CENTRAL";
  return regime === "qd148-2023" && stars === 3 && on < districtsEnd ? "DISTRICT" : "PROVINCE";
};

/**
 * The level that recognises so many stars, a function of regime, stars and date.
 *
 * @throws Refusal `NOT_CERTIFIABLE` {stars} below three
 * @see Quyết định 148/QĐ-TTg (district 3★); Quyết định 26/2026/QĐ-TTg, Điều 4 (province 3–4★, ministry 5★)
 * @example authorityFor("qd148-2023", 3, "2025-06-16") // "DISTRICT"
 */
export const authorityFor = (regime: string, stars: number | null, on: Day): Authority =>
  stars === null || stars < 3 ? refuse("NOT_CERTIFIABLE", { stars }) : recognises(regime, stars, on);

/**
 * The regime of an act of recognition known by its date alone; null where two were in force side by side or none.
 *
 * @example regimeOn("2026-06-15") // null: old rules until 21/07/2026, new ones since 22/05/2026
 */
export const regimeOn = (day: Day): string | null => {
  const [only, second] = regimes.filter(({ from, until }) => isWithin(day, from, until));
  return only && !second ? only.id : null;
};
