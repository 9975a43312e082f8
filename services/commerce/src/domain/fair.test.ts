import { addDays, daysBetween, type Refusal } from "@ocop/contracts";
import { assert, integer, property } from "fast-check";
import { phaseOn, register, registrars, registrationWindow, type FairDetails } from "./fair";

const refusal = (code: string, facts: Refusal["facts"]): Error => expect.objectContaining({ code, facts }) as Error;

const today = "2026-10-01";

const details: FairDetails = {
  nameVi: "Hội chợ OCOP mùa thu",
  nameEn: "Autumn OCOP fair",
  theme: null,
  reach: "INSIDE_PROVINCE",
  venue: "Quảng trường trung tâm",
  countryCode: "VN",
  provinceRegionId: "province",
  opensOn: "2026-12-31",
  closesOn: "2027-01-05",
  stands: 120,
  organiserName: "Trung tâm Xúc tiến thương mại",
  organiserSubject: "organiser",
  registeredOn: today,
  exemptBy: null,
};

const facts = (field: string) => refusal("BAD_USER_INPUT", { field });

describe("the days on which a fair may be registered", () => {
  it("run from 365 to 30 days before the opening", () => {
    expect(registrationWindow("2026-12-31")).toEqual({ first: "2025-12-31", last: "2026-12-01" });
    expect(registrationWindow("2028-03-01")).toEqual({ first: "2027-03-02", last: "2028-01-31" });
  });

  it("are 336 days for every opening", () => {
    assert(
      property(integer({ min: 0, max: 20_000 }), (offset) => {
        const { first, last } = registrationWindow(addDays("2018-07-15", offset));
        expect(daysBetween(first, last)).toBe(335);
      }),
    );
  });

  it("are unknown before the decree", () => {
    expect(() => registrationWindow("2018-07-14")).toThrow(facts("opensOn"));
  });
});

describe("registering a fair", () => {
  it.each(["2025-12-31", "2026-06-30"])("takes a registration on %s", (registeredOn) => {
    expect(register("f", { ...details, registeredOn }, today)).toEqual({
      ...details,
      registeredOn,
      id: "f",
      version: 0,
    });
  });

  it("takes a registration on the 30th day before", () => {
    expect(register("f", { ...details, registeredOn: "2026-12-01" }, "2026-12-01").registeredOn).toBe("2026-12-01");
  });

  it.each([
    ["366 days before", "2025-12-30", today],
    ["29 days before", "2026-12-02", "2026-12-02"],
  ])("refuses a registration %s with the days that were open", (_, registeredOn, day) => {
    expect(() => register("f", { ...details, registeredOn }, day)).toThrow(
      refusal("REGISTRATION_OUT_OF_WINDOW", { earliest: "2025-12-31", latest: "2026-12-01" }),
    );
  });

  it("asks no registration of a fair that a decision exempts", () => {
    const exempt = { ...details, registeredOn: null, exemptBy: "Quyết định 5/QĐ-UBND" };
    expect(register("f", exempt, today)).toEqual({ ...exempt, id: "f", version: 0 });
  });

  it.each<[string, Partial<FairDetails>, Refusal["facts"]]>([
    ["neither a registration nor an exemption", { registeredOn: null }, { field: "registeredOn" }],
    ["both a registration and an exemption", { exemptBy: "Quyết định 5/QĐ-UBND" }, { field: "registeredOn" }],
    ["a registration of tomorrow", { registeredOn: "2026-10-02" }, { field: "registeredOn" }],
    ["a closing before the opening", { closesOn: "2026-12-30" }, { field: "closesOn" }],
    ["a fair abroad in Vietnam", { reach: "ABROAD" }, { field: "countryCode" }],
    ["a fair inside the province in Laos", { countryCode: "LA" }, { field: "countryCode" }],
    ["a country written out", { reach: "ABROAD", countryCode: "LAO" }, { field: "countryCode" }],
    ["no stand", { stands: 0 }, { field: "stands" }],
    ["no venue", { venue: "" }, { field: "venue", max: 300 }],
    ["an exemption by nothing", { registeredOn: null, exemptBy: " " }, { field: "registeredOn" }],
  ])("refuses %s", (_, wrong, facts) => {
    expect(() => register("f", { ...details, ...wrong }, today)).toThrow(refusal("BAD_USER_INPUT", facts));
  });

  it("is the ministry's matter abroad and the department's at home", () => {
    expect(registrars).toEqual({
      INSIDE_PROVINCE: "DEPARTMENT_OF_INDUSTRY_AND_TRADE",
      OUTSIDE_PROVINCE: "DEPARTMENT_OF_INDUSTRY_AND_TRADE",
      ABROAD: "MINISTRY_OF_INDUSTRY_AND_TRADE",
    });
  });
});

describe("the phase of a fair", () => {
  it.each([
    ["2026-12-30", "UPCOMING"],
    ["2026-12-31", "OPEN"],
    ["2027-01-05", "OPEN"],
    ["2027-01-06", "CLOSED"],
  ])("on %s is %s for one from 31/12/2026 to 05/01/2027", (day, phase) => {
    expect(phaseOn(details, day)).toBe(phase);
  });
});
