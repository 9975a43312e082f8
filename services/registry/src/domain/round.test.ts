import { Refusal } from "@ocop/contracts";
import { isOpen, lastDayOf, nextOpen, placeRequest, planRound, type Round } from "./round";

const rule = { level: "PROVINCE", no: 1, requestsBefore: "04-30", heldBefore: "06-30" } as const;
const first = planRound("r1", rule, 2027, "p");
const second = planRound("r2", { ...rule, no: 2, requestsBefore: "10-30", heldBefore: "12-30" }, 2027, "p");
const extra: Round = { ...first, id: "r3", no: 3, year: null, requestsBefore: null, heldBefore: null, extra: true };

describe("an evaluation round", () => {
  it("takes requests before its cut-off: 29/04 is the last day, 30/04 is late", () => {
    expect(lastDayOf(first)).toBe("2027-04-29");
    expect(isOpen(first, "2027-04-29")).toBe(true);
    expect(isOpen(first, "2027-04-30")).toBe(false);
  });

  it("without a cut-off takes requests on any day", () => {
    expect(lastDayOf(extra)).toBeNull();
    expect(isOpen(extra, "2999-01-01")).toBe(true);
  });

  it("hands over to the one with the nearest cut-off", () => {
    expect(nextOpen([extra, second, first], "2027-01-01")).toBe(first);
    expect(nextOpen([extra, second, first], "2027-05-01")).toBe(second);
    expect(nextOpen([extra, second, first], "2027-11-01")).toBe(extra);
    expect(nextOpen([first, second], "2027-11-01")).toBeNull();
  });

  it("places a late request in the next round, with a reason and never without", () => {
    expect(placeRequest(first, [second], "2027-04-29", null)).toBe(first);
    expect(placeRequest(first, [first, second], "2027-04-30", "lũ quét")).toBe(second);
    expect(() => placeRequest(first, [second], "2027-04-30", null)).toThrow(
      new Refusal("LATE_REASON_MISSING", { requestsBefore: "2027-04-30" }),
    );
    expect(() => placeRequest(second, [first, second], "2027-10-30", "lũ quét")).toThrow("ROUND_CLOSED");
  });

  it("is planned only on real days", () => {
    expect(() => planRound("r", { ...rule, requestsBefore: "02-30" }, 2027, "p")).toThrow("BAD_USER_INPUT");
  });
});
