import { grant, isLive, type Assignment } from "./assignment";

const given: Omit<Assignment, "version" | "revokedAt"> = {
  id: "a",
  subject: "demo-province-a",
  role: "PROVINCE_OFFICER",
  scopeType: "PROVINCE",
  scopeId: "p",
  validFrom: "2026-01-01",
  validUntil: "2027-01-01",
  legalBasis: "Quyết định phân công",
  grantedBy: "loader",
};

describe("an assignment", () => {
  it("holds from its first day up to the day before its last", () => {
    const right = grant(given);
    expect(["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map((day) => isLive(right, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("stops when it is revoked, whatever its period", () => {
    expect(isLive({ ...grant(given), revokedAt: new Date("2026-05-01T00:00:00Z") }, "2026-06-01")).toBe(false);
  });

  it.each([
    ["a role outside its scope", { scopeType: "COMMUNE" }],
    ["a national right over one unit", { role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }],
    ["a territorial right over nothing", { scopeId: null }],
    ["an empty period", { validUntil: "2026-01-01" }],
    ["an auditor without an end", { role: "AUDITOR", validUntil: null }],
    ["nobody", { subject: " " }],
  ] as const)("refuses %s", (_, change) => {
    expect(() => grant({ ...given, ...change })).toThrow("BAD_USER_INPUT");
  });

  it("is never granted by people to themselves", () => {
    expect(() => grant({ ...given, grantedBy: given.subject })).toThrow("FORBIDDEN");
  });
});
