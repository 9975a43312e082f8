import type { Day } from "@ocop/contracts";
import { isExpired, type Lot } from "./lot";
import { refuse } from "./refusals";
import { mustBeActive, type TradeItem } from "./trade-item";

export const unitStates = ["ISSUED", "PRINTED", "ACTIVATED", "VOID"] as const;
export type UnitState = (typeof unitStates)[number];

/** One pack of a trade item with its own serial (số sê-ri): 16 random characters, 80 bits, never in sequence. */
export type Unit = {
  readonly id: string;
  readonly itemId: string;
  readonly lotId: string | null;
  /** the job that issued it */
  readonly batchId: string;
  readonly serial: string;
  readonly state: UnitState;
  readonly issuedAt: Date;
  readonly printedAt: Date | null;
  readonly activatedAt: Date | null;
  readonly voidedAt: Date | null;
};

/** Characters of a serial: 5 random bits each. */
export const serialLength = 16;

/** Most serials in one order; more is another order. */
export const serialLimit = 100_000;

/** Most serials in one request that changes units. */
export const unitListLimit = 250;

export type UnitStep = "print" | "activate" | "void";

/** The states each step starts from and the one it leads to. An issued code may be activated without a printed label. */
export const unitSteps: Readonly<
  Record<
    UnitStep,
    { readonly from: readonly UnitState[]; readonly to: UnitState; readonly at: keyof Unit & `${string}At` }
  >
> = {
  print: { from: ["ISSUED"], to: "PRINTED", at: "printedAt" },
  activate: { from: ["ISSUED", "PRINTED"], to: "ACTIVATED", at: "activatedAt" },
  void: { from: ["ISSUED", "PRINTED", "ACTIVATED"], to: "VOID", at: "voidedAt" },
};

/**
 * What became of one serial of a request. A serial that was in the wrong state keeps it and says
 * which and since when, so that the loser of a race learns "already activated at …".
 */
export type UnitOutcome = {
  readonly serial: string;
  readonly changed: boolean;
  /** state after the request, null when no such serial was issued */
  readonly state: UnitState | null;
  /** since when it is in that state */
  readonly since: Date | null;
};

const sinceOf = (unit: Unit): Date => {
  switch (unit.state) {
    case "ISSUED":
      return unit.issuedAt;
    case "PRINTED":
      return unit.printedAt ?? unit.issuedAt;
    case "ACTIVATED":
      return unit.activatedAt ?? unit.issuedAt;
    case "VOID":
      return unit.voidedAt ?? unit.issuedAt;
  }
};

/**
 * One step over a list of serials: each is judged alone.
 *
 * @param serials as asked, in their order; a repeated one counts once
 * @param units those of them that exist, locked
 * @returns the units to change and an outcome per serial
 * @throws Refusal `BAD_USER_INPUT` {field: serials} when the list is empty or longer than 250
 */
export const stepUnits = (
  step: UnitStep,
  serials: readonly string[],
  units: readonly Unit[],
  now: Date,
): { readonly changed: readonly Unit[]; readonly outcomes: readonly UnitOutcome[] } => {
  const asked = mustBeList(serials);
  const { from, to, at } = unitSteps[step];
  const bySerial = new Map(units.map((unit) => [unit.serial, unit]));
  const judged = asked.map((serial) => {
    const unit = bySerial.get(serial);
    if (!unit) return { unit: null, outcome: { serial, changed: false, state: null, since: null } };
    if (!from.includes(unit.state))
      return { unit: null, outcome: { serial, changed: false, state: unit.state, since: sinceOf(unit) } };
    return { unit: { ...unit, state: to, [at]: now }, outcome: { serial, changed: true, state: to, since: now } };
  });
  return {
    changed: judged.flatMap(({ unit }) => (unit ? [unit] : [])),
    outcomes: judged.map(({ outcome }) => outcome),
  };
};

/** @throws Refusal `BAD_USER_INPUT` {field: serials} */
export const mustBeList = (serials: readonly string[]): readonly string[] => {
  const asked = [...new Set(serials)];
  if (asked.length === 0 || serials.length > unitListLimit) refuse("BAD_USER_INPUT", { field: "serials" });
  return asked;
};

/**
 * May so many serials be issued for this item and lot?
 *
 * @throws Refusal `TOO_MANY_SERIALS` {count, limit}, `BAD_USER_INPUT` {field: count}, `WRONG_STATE` {state}
 *   for a withdrawn item or lot
 */
export const mustBeIssuable = (item: TradeItem, lot: Lot | null, count: number): void => {
  if (!Number.isSafeInteger(count) || count < 1) refuse("BAD_USER_INPUT", { field: "count" });
  if (count > serialLimit) refuse("TOO_MANY_SERIALS", { count, limit: serialLimit });
  mustBeActive(item);
  if (lot?.state === "WITHDRAWN") refuse("WRONG_STATE", { state: lot.state });
};

/** What a code says about the pack in someone's hand. None of them says that the goods are genuine. */
export const unitVerdicts = ["NOT_ISSUED", "VOID", "NOT_ACTIVATED", "EXPIRED", "ACTIVATED"] as const;
export type UnitVerdict = (typeof unitVerdicts)[number];

/**
 * The verdict on a scanned serial; the first that fits.
 *
 * @param unit null when the item has no such serial
 * @param lot the unit's recorded lot, null when it has none
 * @param day calendar day in Asia/Ho_Chi_Minh
 */
export const verdictOf = (unit: Unit | null, lot: Lot | null, day: Day): UnitVerdict => {
  if (unit === null) return "NOT_ISSUED";
  switch (unit.state) {
    case "VOID":
      return "VOID";
    case "ISSUED":
    case "PRINTED":
      return "NOT_ACTIVATED";
    case "ACTIVATED":
      return lot !== null && isExpired(lot, day) ? "EXPIRED" : "ACTIVATED";
  }
};
