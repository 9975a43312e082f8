import {
  anonymous,
  roles,
  scopeTypes,
  systemViewer,
  within,
  type Role,
  type ScopeType,
  type Viewer,
  type ViewerAssignment,
} from "@ocop/contracts";
import { array, assert, constantFrom, property, record, subarray } from "fast-check";
import { commune, id, lot, otherCommune, otherProvince, province, tradeItem } from "../../test/samples";
import { lotReaders, may, permit, publicReaders, rules, scopeOf, workReaders, writers, type RuleName } from "./rights";

const now = new Date("2026-11-21T03:00:00.000Z");
type Held = Partial<ViewerAssignment> & { readonly role: Role; readonly scopeType: ScopeType };
const viewerOf = ({ subject, assignments = [] }: { subject: string; assignments?: readonly Held[] }): Viewer => ({
  subject,
  client: "test",
  system: null,
  actedAs: null,
  assignments: assignments.map((held, nth) => ({ id: id(900 + nth), scopeId: null, regionIds: [], ...held })),
});
const owner = viewerOf({
  subject: "owner-a",
  assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: id(1) }],
});
const otherOwner = viewerOf({
  subject: "owner-b",
  assignments: [{ role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: id(9) }],
});
const communeOfficer = viewerOf({
  subject: "officer-c",
  assignments: [{ role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: commune, regionIds: [commune] }],
});
const provinceOfficer = viewerOf({
  subject: "officer-p",
  assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
});
const central = viewerOf({ subject: "c", assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }] });
const auditor = viewerOf({ subject: "a", assignments: [{ role: "AUDITOR", scopeType: "NATIONAL" }] });
const provincialAuditor = viewerOf({
  subject: "pa",
  assignments: [{ role: "AUDITOR", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
});
const operator = viewerOf({ subject: "o", assignments: [{ role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" }] });
const draft = lot({ state: "DRAFT" });
const elsewhere = lot({
  state: "DRAFT",
  producerId: id(9),
  provinceRegionId: otherProvince,
  communeRegionId: otherCommune,
});

describe("a right", () => {
  it.each([
    ["producer.own", owner, true, false],
    ["producer.own", otherOwner, false, true],
    ["commune.own", communeOfficer, true, false],
    ["province.own", provinceOfficer, true, false],
    ["central.any", central, true, true],
    ["auditor.own", auditor, true, true],
    ["auditor.own", provincialAuditor, true, false],
    ["producer.own", provinceOfficer, false, false],
    ["commune.own", provinceOfficer, false, false],
    ["province.own", communeOfficer, false, false],
    ["central.any", operator, false, false],
    ["lot.published", anonymous, false, false],
  ] as const)("%s reaches what lies in its scope and nothing beyond it", (rule, viewer, here, there) => {
    expect([may([rule], viewer, draft, now), may([rule], viewer, elsewhere, now)]).toEqual([here, there]);
  });

  it("to a published lot is everybody's, to a draft nobody's without an assignment", () => {
    for (const state of ["PUBLISHED", "WITHDRAWN"] as const)
      expect(may(lotReaders, anonymous, lot({ state }), now)).toBe(true);
    for (const viewer of [anonymous, operator, systemViewer("event"), viewerOf({ subject: "nobody" })])
      expect(may(lotReaders, viewer, draft, now)).toBe(false);
  });

  it("to write belongs to the producer alone", () => {
    const writing = [anonymous, communeOfficer, provinceOfficer, central, auditor, operator, otherOwner, owner];
    expect(writing.filter((viewer) => may(writers, viewer, tradeItem(), now))).toEqual([owner]);
  });

  it("without a live assignment is none: an expired one is no longer in the context", () => {
    expect(scopeOf([...writers, ...workReaders], viewerOf({ subject: "owner-a" }))).toEqual([]);
  });

  it("to what the making of a lot concerns is its producer's and the auditors', and no officer's", () => {
    const asking = { anonymous, communeOfficer, provinceOfficer, central, operator, otherOwner };
    for (const viewer of Object.values(asking)) expect(may(workReaders, viewer, draft, now)).toBe(false);
    for (const viewer of [owner, auditor, provincialAuditor]) expect(may(workReaders, viewer, draft, now)).toBe(true);
  });

  it("of the public is to lots that were published, whoever asks", () => {
    for (const viewer of [anonymous, owner, central]) {
      expect(may(publicReaders, viewer, lot(), now)).toBe(true);
      expect(may(publicReaders, viewer, draft, now)).toBe(false);
    }
  });

  it("reaches nothing when it lacks its producer or its regions", () => {
    const lacking = viewerOf({
      subject: "x",
      assignments: [
        { role: "PRODUCER_OWNER", scopeType: "PRODUCER" },
        { role: "COMMUNE_OFFICER", scopeType: "COMMUNE" },
        { role: "AUDITOR", scopeType: "PROVINCE" },
      ],
    });
    expect(scopeOf([...writers, ...workReaders, "commune.own", "central.any"], lacking)).toEqual([]);
  });

  it("of a central officer reaches everything by a right over the nation alone", () => {
    const narrower = viewerOf({
      subject: "c",
      assignments: [{ role: "CENTRAL_OFFICER", scopeType: "PROVINCE", scopeId: province, regionIds: [province] }],
    });
    expect([central, narrower].map((viewer) => may(["central.any"], viewer, draft, now))).toEqual([true, false]);
  });

  it("of a territory never matches a row without one", () => {
    expect(may(["commune.own"], communeOfficer, lot({ communeRegionId: null }), now)).toBe(false);
  });

  it("of two assignments together is exactly what each grants alone", () => {
    const parts: Omit<ViewerAssignment, "id">[] = [
      { role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: id(1), regionIds: [] },
      { role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: id(9), regionIds: [] },
      { role: "COMMUNE_OFFICER", scopeType: "COMMUNE", scopeId: commune, regionIds: [commune] },
      { role: "PROVINCE_OFFICER", scopeType: "PROVINCE", scopeId: otherProvince, regionIds: [otherProvince] },
      { role: "AUDITOR", scopeType: "PROVINCE", scopeId: province, regionIds: [province] },
    ];
    const rows = [
      draft,
      elsewhere,
      lot({ producerId: id(9) }),
      lot({ producerId: id(8), communeRegionId: otherCommune }),
    ];
    const names = Object.keys(rules) as RuleName[];
    const reaches = (viewer: Parameters<typeof scopeOf>[1]) => rows.map((row) => within(scopeOf(names, viewer), row));
    for (const one of parts)
      for (const other of parts) {
        const [alone, too] = [one, other].map((part) => reaches(viewerOf({ subject: "x", assignments: [part] })));
        const both = reaches(viewerOf({ subject: "x", assignments: [one, other] }));
        expect(both).toEqual(alone?.map((yes, nth) => yes || too?.[nth] === true));
      }
  });

  it("of any two sets of assignments together is exactly what each grants alone", () => {
    const producers = [id(1), id(9)];
    const regions = [province, otherProvince, commune, otherCommune];
    const held = array(
      record({
        id: constantFrom(id(901), id(902)),
        role: constantFrom(...roles),
        scopeType: constantFrom(...scopeTypes),
        scopeId: constantFrom(...producers, null),
        regionIds: subarray(regions),
      }),
      { maxLength: 3 },
    );
    const names = Object.keys(rules) as RuleName[];
    const rows = producers.flatMap((producerId) =>
      [province, otherProvince].flatMap((provinceRegionId) =>
        [commune, otherCommune, null].map((communeRegionId) =>
          lot({ producerId, provinceRegionId, communeRegionId, state: "DRAFT" }),
        ),
      ),
    );
    assert(
      property(held, held, subarray(names), (one, other, asked) => {
        const [alone, too, both] = [one, other, [...one, ...other]].map((assignments) =>
          viewerOf({ subject: "x", assignments }),
        );
        if (!alone || !too || !both) throw new Error("three viewers were made");
        for (const row of rows) {
          const union = may(asked, alone, row, now) || may(asked, too, row, now);
          expect(may(asked, both, row, now)).toBe(union);
          expect(within(scopeOf(asked, both), row)).toBe(union);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("that is missing tells a stranger nothing of a draft and says so of what is public", () => {
    const ask = (viewer: typeof owner, row: object) => () => {
      permit(writers, viewer, row, now, lotReaders);
    };
    expect(ask(otherOwner, draft)).toThrow("NOT_FOUND");
    expect(ask(otherOwner, lot())).toThrow("FORBIDDEN");
    expect(ask(communeOfficer, draft)).toThrow("FORBIDDEN");
    expect(ask(owner, draft)).not.toThrow();
    expect(() => {
      permit(writers, otherOwner, draft, now);
    }).toThrow("FORBIDDEN");
  });
});
