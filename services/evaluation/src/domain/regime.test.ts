import { refusal } from "../../test/refusal";
import { authorityFor, regimeOn } from "./regime";

describe("the authority that recognises", () => {
  it.each([
    ["qd1048-2019", 3, "2020-06-01", "PROVINCE"],
    ["qd1048-2019", 4, "2020-06-01", "PROVINCE"],
    ["qd1048-2019", 5, "2020-06-01", "CENTRAL"],
    ["qd148-2023", 3, "2025-06-30", "DISTRICT"],
    ["qd148-2023", 3, "2025-07-01", "PROVINCE"],
    ["qd148-2023", 4, "2024-01-01", "PROVINCE"],
    ["qd148-2023", 5, "2024-01-01", "CENTRAL"],
    ["qd1489-2025", 3, "2025-08-01", "PROVINCE"],
    ["qd26-2026", 3, "2026-08-05", "PROVINCE"],
    ["qd26-2026", 4, "2026-08-05", "PROVINCE"],
    ["qd26-2026", 5, "2026-08-05", "CENTRAL"],
  ])("under %s for %i stars on %s is %s", (regime, stars, day, authority) => {
    expect(authorityFor(regime, stars, day)).toBe(authority);
  });

  it.each([null, 1, 2])("is nobody for %p stars", (stars) => {
    expect(refusal(() => authorityFor("qd26-2026", stars, "2026-08-05"))).toEqual(["NOT_CERTIFIABLE", { stars }]);
  });
});

describe("the regime of a day", () => {
  it.each([
    ["2019-08-20", null],
    ["2019-08-21", "qd1048-2019"],
    ["2023-02-23", "qd1048-2019"],
    ["2023-02-24", "qd148-2023"],
    ["2025-06-16", "qd148-2023"],
    ["2025-07-05", "qd148-2023"],
    ["2025-07-06", "qd1489-2025"],
    ["2026-05-21", "qd1489-2025"],
    ["2026-05-22", null],
    ["2026-07-20", null],
    ["2026-07-21", "qd26-2026"],
    ["2026-08-05", "qd26-2026"],
  ])("%s is %s", (day, regime) => {
    expect(regimeOn(day)).toBe(regime);
  });
});
