import fc from "fast-check";
import { addDays } from "@ocop/contracts";
import { addWorkingDays, isWorkingDay } from "./working-days";

const holidays = ["2026-04-30", "2026-05-01", "2026-09-02"];

describe("working days", () => {
  it.each([
    ["2026-04-29", 0, "2026-04-29"],
    ["2026-04-29", 1, "2026-05-04"],
    ["2026-05-02", 1, "2026-05-04"],
    ["2026-05-08", 1, "2026-05-11"],
    ["2026-09-01", 2, "2026-09-04"],
    ["2026-01-03", 0, "2026-01-03"],
  ])("%s and %i more are %s", (day, count, expected) => {
    expect(addWorkingDays(day, count, holidays)).toBe(expected);
  });

  it("ends on a working day after exactly so many of them", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 20 }), (offset, count) => {
        const from = addDays("2026-01-01", offset);
        const until = addWorkingDays(from, count, holidays);
        const passed = Array.from({ length: 60 }, (_, nth) => addDays(from, nth + 1)).filter((day) => day <= until);
        expect(passed.filter((day) => isWorkingDay(day, holidays))).toHaveLength(count);
        expect(isWorkingDay(until, holidays)).toBe(true);
      }),
    );
  });
});
