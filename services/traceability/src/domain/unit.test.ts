import { Refusal } from "@ocop/contracts";
import fc from "fast-check";
import { lot, tradeItem, unit } from "../../test/samples";
import { mustBeIssuable, stepUnits, unitStates, unitSteps, verdictOf, type UnitState, type UnitStep } from "./unit";

const now = new Date("2026-11-21T03:00:00.000Z");
const today = "2026-11-21";
const issued = unit({ state: "ISSUED", activatedAt: null });

describe("a step over serials", () => {
  it("activates an issued or printed unit, once", () => {
    const printed = unit({ state: "PRINTED", activatedAt: null, serial: "P" });
    const { changed, outcomes } = stepUnits("activate", [issued.serial, "P"], [issued, printed], now);
    expect(changed).toEqual([
      { ...issued, state: "ACTIVATED", activatedAt: now },
      { ...printed, state: "ACTIVATED", activatedAt: now },
    ]);
    expect(outcomes).toEqual([
      { serial: issued.serial, changed: true, state: "ACTIVATED", since: now },
      { serial: "P", changed: true, state: "ACTIVATED", since: now },
    ]);
  });

  it("tells the loser since when it was already activated", () => {
    const { changed, outcomes } = stepUnits("activate", [unit().serial], [unit()], now);
    expect(changed).toEqual([]);
    expect(outcomes).toEqual([
      { serial: unit().serial, changed: false, state: "ACTIVATED", since: new Date("2026-11-06T02:03:04.000Z") },
    ]);
  });

  it("says which serials were never issued and leaves the others their turn", () => {
    const { changed, outcomes } = stepUnits("activate", ["NOBODY", issued.serial], [issued], now);
    expect(changed).toHaveLength(1);
    expect(outcomes[0]).toEqual({ serial: "NOBODY", changed: false, state: null, since: null });
  });

  it("never brings a void unit back", () => {
    const gone = unit({ state: "VOID", voidedAt: now });
    for (const step of ["print", "activate", "void"] as const)
      expect(stepUnits(step, [gone.serial], [gone], now).outcomes).toEqual([
        { serial: gone.serial, changed: false, state: "VOID", since: now },
      ]);
  });

  it("counts a repeated serial once", () => {
    expect(stepUnits("void", [issued.serial, issued.serial], [issued], now).outcomes).toHaveLength(1);
  });

  it.each([[[]], [Array.from({ length: 251 }, (_, nth) => String(nth))]])(
    "takes 1 to 250 serials",
    (serials: string[]) => {
      expect(() => stepUnits("activate", serials, [], now)).toThrow(
        new Refusal("BAD_USER_INPUT", { field: "serials" }),
      );
    },
  );

  it("only ever goes forward: issued, printed, activated, void", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<UnitState>(...unitStates),
        fc.array(fc.constantFrom<UnitStep>("print", "activate", "void")),
        (start, steps) => {
          let current = unit({ state: start });
          for (const step of steps) {
            const next = stepUnits(step, [current.serial], [current], now).changed[0] ?? current;
            expect(unitStates.indexOf(next.state)).toBeGreaterThanOrEqual(unitStates.indexOf(current.state));
            if (next !== current) expect(next.state).toBe(unitSteps[step].to);
            current = next;
          }
        },
      ),
    );
  });
});

describe("an order of serials", () => {
  it.each([
    [0, "BAD_USER_INPUT", { field: "count" }],
    [1.5, "BAD_USER_INPUT", { field: "count" }],
    [100_001, "TOO_MANY_SERIALS", { count: 100_001, limit: 100_000 }],
  ])("of %p is refused with %s", (count, code, facts) => {
    expect(() => {
      mustBeIssuable(tradeItem(), lot(), count);
    }).toThrow(expect.objectContaining({ code, facts }) as Error);
  });

  it("is taken for a draft lot and for no lot, and refused for a withdrawn lot or item", () => {
    mustBeIssuable(tradeItem(), lot({ state: "DRAFT" }), 100_000);
    mustBeIssuable(tradeItem(), null, 1);
    const refusal = new Refusal("WRONG_STATE", { state: "WITHDRAWN" });
    expect(() => {
      mustBeIssuable(tradeItem(), lot({ state: "WITHDRAWN" }), 1);
    }).toThrow(refusal);
    expect(() => {
      mustBeIssuable(tradeItem({ state: "WITHDRAWN" }), null, 1);
    }).toThrow(refusal);
  });
});

describe("the verdict on a scanned serial", () => {
  it.each([
    [null, lot(), "NOT_ISSUED"],
    [unit({ state: "VOID" }), lot(), "VOID"],
    [unit({ state: "ISSUED" }), lot(), "NOT_ACTIVATED"],
    [unit({ state: "PRINTED" }), lot({ expiresOn: "2026-11-20" }), "NOT_ACTIVATED"],
    [unit(), lot({ expiresOn: "2026-11-20" }), "EXPIRED"],
    [unit(), lot({ expiresOn: "2026-11-21" }), "ACTIVATED"],
    [unit(), lot({ expiresOn: null }), "ACTIVATED"],
    [unit({ lotId: null }), null, "ACTIVATED"],
  ])("is the first that fits", (scanned, its, verdict) => {
    expect(verdictOf(scanned, its, today)).toBe(verdict);
  });
});
