import fc from "fast-check";
import { addDays, addMonths, dayOf, daysBetween, isDay, isWithin, startOf } from "./calendar";
import { Refusal } from "./refusal";

const anyDay = fc
  .date({ min: new Date("1990-01-01T00:00:00Z"), max: new Date("2090-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("the legal calendar of Asia/Ho_Chi_Minh", () => {
  it("begins a day at 17:00 UTC of the day before", () => {
    expect(startOf("2026-11-22").toISOString()).toBe("2026-11-21T17:00:00.000Z");
    expect(dayOf(new Date("2026-11-21T16:59:59.999Z"))).toBe("2026-11-21");
    expect(dayOf(new Date("2026-11-21T17:00:00.000Z"))).toBe("2026-11-22");
  });

  it.each([
    ["2026-08-05", 36, "2029-08-05"],
    ["2026-08-31", 1, "2026-09-30"],
    ["2024-02-29", 36, "2027-02-28"],
    ["2025-01-31", 1, "2025-02-28"],
    ["2023-01-31", 13, "2024-02-29"],
    ["2026-12-15", 1, "2027-01-15"],
    ["2026-03-31", -1, "2026-02-28"],
  ])("counts calendar months, ending on the last day where the month is shorter: %s + %i = %s", (day, months, end) => {
    expect(addMonths(day, months)).toBe(end);
  });

  it.each(["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "", "2026-00-10", "tomorrow"])(
    "refuses what is no day: %j",
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => addDays(text, 1)).toThrow(new Refusal("NOT_A_DATE", { day: text }));
    },
  );

  it("counts days forth and back alike", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
        expect(addDays(addDays(day, days), -days)).toBe(day);
        expect(dayOf(startOf(day))).toBe(day);
      }),
    );
  });

  it("never moves a month's end beyond that month", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 60 }), (day, months) => {
        const [year, month] = addMonths(day, months).split("-").map(Number);
        const [fromYear, fromMonth] = day.split("-").map(Number);
        expect((year ?? 0) * 12 + (month ?? 0)).toBe((fromYear ?? 0) * 12 + (fromMonth ?? 0) + months);
      }),
    );
  });

  it("holds periods half-open: the first day counts, the last does not, an empty end is open", () => {
    expect(isWithin("2026-01-01", "2026-01-01", "2026-02-01")).toBe(true);
    expect(isWithin("2026-02-01", "2026-01-01", "2026-02-01")).toBe(false);
    expect(isWithin("2025-12-31", "2026-01-01", null)).toBe(false);
    expect(isWithin("2099-01-01", null, null)).toBe(true);
  });
});
