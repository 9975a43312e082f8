import { anonymous, type ViewerAssignment } from "@ocop/contracts";
import {
  may,
  noFacts,
  partnerReaders,
  permit,
  recorders,
  salePointKeepers,
  scopeOf,
  type CommerceViewer,
} from "./rights";

const now = new Date("2026-09-01T00:00:00Z");

const assignment = (role: ViewerAssignment["role"], scopeType: ViewerAssignment["scopeType"], regionIds: string[]) => ({
  id: "a",
  role,
  scopeType,
  scopeId: null,
  regionIds,
});

const person = (facts: Partial<CommerceViewer>): CommerceViewer => ({
  ...anonymous,
  ...noFacts,
  subject: "x",
  ...facts,
});

const point = { id: "s", provinceRegionId: "north", communeRegionId: "hill" };

describe("the rights of commerce", () => {
  it("lets an officer of the province, and no other officer, record sale points there", () => {
    const officer = person({ assignments: [assignment("PROVINCE_OFFICER", "PROVINCE", ["north"])] });
    expect(may(recorders, officer, point, now)).toBe(true);
    expect(may(recorders, officer, { ...point, provinceRegionId: "south" }, now)).toBe(false);
    const commune = person({ assignments: [assignment("COMMUNE_OFFICER", "COMMUNE", ["north", "hill"])] });
    expect(may(recorders, commune, point, now)).toBe(false);
  });

  it("lets an operator keep the own point and no other", () => {
    const operator = person({ operates: ["s"] });
    expect(may(salePointKeepers, operator, point, now)).toBe(true);
    expect(may(salePointKeepers, operator, { ...point, id: "t" }, now)).toBe(false);
  });

  it("shows partners to central officers and national auditors, and to each member the own one", () => {
    expect(scopeOf(partnerReaders, person({ assignments: [assignment("CENTRAL_OFFICER", "NATIONAL", [])] }))).toBe(
      "everything",
    );
    expect(scopeOf(partnerReaders, person({ assignments: [assignment("AUDITOR", "NATIONAL", [])] }))).toBe(
      "everything",
    );
    const member = person({ memberships: [{ partnerId: "p", role: "ANALYST" }] });
    expect(may(partnerReaders, member, { id: "p" }, now)).toBe(true);
    expect(may(partnerReaders, member, { id: "q" }, now)).toBe(false);
  });

  it("gives a province's auditor and the public no partner at all", () => {
    const auditor = person({ assignments: [assignment("AUDITOR", "PROVINCE", ["north"])] });
    expect(may(partnerReaders, auditor, { id: "p" }, now)).toBe(false);
    expect(may(partnerReaders, person({ subject: null }), { id: "p" }, now)).toBe(false);
  });

  it("grants by two facts together what each grants alone, and no more", () => {
    const both = person({
      operates: ["s"],
      assignments: [assignment("PROVINCE_OFFICER", "PROVINCE", ["south"])],
    });
    const seen = [point, { ...point, id: "t" }, { ...point, id: "u", provinceRegionId: "south" }];
    expect(seen.filter((row) => may(salePointKeepers, both, row, now)).map(({ id }) => id)).toEqual(["s", "u"]);
  });

  it("refuses an act with FORBIDDEN", () => {
    expect(() => permit(recorders, person({}), point, now)).toThrow("FORBIDDEN");
  });
});
