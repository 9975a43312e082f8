import { anonymous, roles, scopeTypes, systemViewer, type ViewerAssignment, within } from "@ocop/contracts";
import { array, assert, constantFrom, property, record, subarray } from "fast-check";
import { partnerRoles } from "./partner";
import {
  apiKeyKeepers,
  apiKeyReaders,
  catalogueReaders,
  listers,
  may,
  noFacts,
  operatorReaders,
  organiserReaders,
  partnerReaders,
  partnerRegistrars,
  permit,
  recorders,
  type RuleName,
  rules,
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

  it("grants by any two sets of facts and assignments exactly the union of what each grants alone", () => {
    const ids = ["s", "t", "u"];
    const regions = ["north", "south"];
    const someone = record({
      operates: subarray(ids),
      organises: subarray(ids),
      memberships: array(record({ partnerId: constantFrom(...ids), role: constantFrom(...partnerRoles) }), {
        maxLength: 3,
      }),
      assignments: array(
        record({
          id: constantFrom("a", "b"),
          role: constantFrom(...roles),
          scopeType: constantFrom(...scopeTypes),
          scopeId: constantFrom(...ids, null),
          regionIds: subarray(regions),
        }),
        { maxLength: 3 },
      ),
    });
    const names = Object.keys(rules) as RuleName[];
    const rows = ids.flatMap((id) => [...regions, null].map((provinceRegionId) => ({ id, provinceRegionId })));
    assert(
      property(someone, someone, subarray(names), (one, other, asked) => {
        const together = person({
          operates: [...one.operates, ...other.operates],
          organises: [...one.organises, ...other.organises],
          memberships: [...one.memberships, ...other.memberships],
          assignments: [...one.assignments, ...other.assignments],
        });
        for (const row of rows) {
          const alone = [one, other].some((facts) => may(asked, person(facts), row, now));
          expect(may(asked, together, row, now)).toBe(alone);
          expect(within(scopeOf(asked, together), row)).toBe(alone);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("lets the administrator of a partner keep its keys, no other member and no officer of a province", () => {
    const keeps = (facts: Partial<CommerceViewer>) => may(apiKeyKeepers, person(facts), { id: "p" }, now);
    const asMember = partnerRoles.filter((role) => keeps({ memberships: [{ partnerId: "p", role }] }));
    expect(asMember).toEqual(["ADMIN"]);
    expect(keeps({ memberships: [{ partnerId: "q", role: "ADMIN" }] })).toBe(false);
    const asOfficer = roles.filter((role) => keeps({ assignments: [assignment(role, "NATIONAL", ["north"])] }));
    expect(asOfficer).toEqual(["CENTRAL_OFFICER"]);
    const asReader = roles.filter((role) =>
      may(apiKeyReaders, person({ assignments: [assignment(role, "NATIONAL", [])] }), { id: "p" }, now),
    );
    expect(asReader).toEqual(["CENTRAL_OFFICER", "AUDITOR"]);
  });

  it("lets the operator alone list products at a point, and keep it beside the province", () => {
    const asking = {
      north: person({ assignments: [assignment("PROVINCE_OFFICER", "PROVINCE", ["north"])] }),
      operator: person({ operates: ["s"] }),
      organiser: person({ organises: ["s"] }),
      auditor: person({ assignments: [assignment("AUDITOR", "NATIONAL", [])] }),
      northAuditor: person({ assignments: [assignment("AUDITOR", "PROVINCE", ["north"])] }),
      southAuditor: person({ assignments: [assignment("AUDITOR", "PROVINCE", ["south"])] }),
      central: person({ assignments: [assignment("CENTRAL_OFFICER", "NATIONAL", [])] }),
    };
    const who = (names: readonly RuleName[]) =>
      Object.entries(asking).flatMap(([name, viewer]) => (may(names, viewer, point, now) ? [name] : []));
    expect(who(listers)).toEqual(["operator"]);
    expect(who(salePointKeepers)).toEqual(["north", "operator"]);
    expect(who(operatorReaders)).toEqual(["north", "operator", "auditor", "northAuditor"]);
    expect(who(organiserReaders)).toEqual(["north", "organiser", "auditor", "northAuditor"]);
  });

  it("lets the centre register partners and the members of a partner read its catalogue", () => {
    const central = person({ assignments: [assignment("CENTRAL_OFFICER", "NATIONAL", [])] });
    const auditor = person({ assignments: [assignment("AUDITOR", "NATIONAL", [])] });
    const member = person({ memberships: [{ partnerId: "p", role: "ANALYST" }] });
    const who = (names: readonly RuleName[]) =>
      [central, auditor, member].map((one) => may(names, one, { id: "p" }, now));
    expect(who(partnerRegistrars)).toEqual([true, false, false]);
    expect(who(catalogueReaders)).toEqual([false, false, true]);
    expect(who(partnerReaders)).toEqual([true, true, true]);
    expect(who(apiKeyReaders)).toEqual([true, true, false]);
  });

  it("knows of nobody before facts are loaded", () => {
    expect(noFacts).toEqual({ operates: [], organises: [], memberships: [] });
  });

  it("goes on where a rule allows", () => {
    expect(() => {
      permit(["salePoint.own"], person({ operates: ["s"] }), point, now);
    }).not.toThrow();
  });

  it("answers the gateway itself, and no person or other actor, as the gateway", () => {
    const is = (viewer: Parameters<typeof person>[0]) => may(["gateway"], person(viewer), {}, now);
    expect(is({ ...systemViewer("gateway") })).toBe(true);
    expect([is({ ...systemViewer("event") }), is({ subject: "gateway" }), is({ client: "gateway" })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("refuses an act with FORBIDDEN, and with NOT_FOUND whoever may not know of the row", () => {
    expect(() => permit(recorders, person({}), point, now)).toThrow("FORBIDDEN");
    const analyst = person({ memberships: [{ partnerId: "p", role: "ANALYST" }] });
    const act = (id: string) => () => {
      permit(apiKeyKeepers, analyst, { id }, now, partnerReaders);
    };
    expect(act("p")).toThrow("FORBIDDEN");
    expect(act("q")).toThrow("NOT_FOUND");
  });
});
