import {
  anonymous,
  couldPass,
  systemViewer,
  within,
  type Role,
  type Scope,
  type Viewer,
  type ViewerAssignment,
} from "@ocop/contracts";
import fc from "fast-check";
import { dossierReaders, permit, rules, scopeOf, type RuleName } from "./rights";

const now = new Date("2026-11-21T03:00:00.000Z");
const right = (
  role: Role,
  scopeType: ViewerAssignment["scopeType"],
  scopeId: string | null,
  regionIds: readonly string[] = [],
): ViewerAssignment => ({ id: `${role}-${scopeId ?? ""}`, role, scopeType, scopeId, regionIds });
const person = (...assignments: readonly ViewerAssignment[]): Viewer => ({
  subject: "someone",
  client: "test",
  assignments,
  system: null,
});
const dossier = { producerId: "producer", communeRegionId: "commune", provinceRegionId: "province" };
const everyone = {
  owner: right("PRODUCER_OWNER", "PRODUCER", "producer"),
  delegate: right("PRODUCER_DELEGATE", "PRODUCER", "producer"),
  commune: right("COMMUNE_OFFICER", "COMMUNE", "unit", ["commune"]),
  province: right("PROVINCE_OFFICER", "PROVINCE", "unit", ["province"]),
  auditor: right("AUDITOR", "NATIONAL", null),
  provinceAuditor: right("AUDITOR", "PROVINCE", "unit", ["province"]),
  elsewhere: right("COMMUNE_OFFICER", "COMMUNE", "unit", ["another"]),
  stranger: right("PRODUCER_OWNER", "PRODUCER", "another"),
  operator: right("PLATFORM_OPERATOR", "NATIONAL", null),
  central: right("CENTRAL_OFFICER", "NATIONAL", null),
};
const names = Object.keys(rules) as RuleName[];
const reaches = (name: RuleName, viewer: Viewer): boolean => within(rules[name].scope(viewer), dossier);

describe("rights over a dossier", () => {
  it("reach the producer's own, the commune's own, the province's own and the auditor's", () => {
    const who = (name: RuleName) =>
      Object.entries(everyone).flatMap(([key, assignment]) => (reaches(name, person(assignment)) ? [key] : []));
    expect(Object.fromEntries(names.map((name) => [name, who(name)]))).toEqual({
      "producer.self": [],
      "producer.own": ["owner", "delegate"],
      "commune.own": ["commune"],
      "province.own": ["province"],
      auditor: ["auditor", "provinceAuditor"],
      gateway: [],
      event: [],
      loader: [],
    });
  });

  it("never come from a region of another role", () => {
    expect(reaches("province.own", person(right("COMMUNE_OFFICER", "COMMUNE", "unit", ["province"])))).toBe(false);
  });

  it("are refused to the public and to other system actors before any row is known", () => {
    for (const viewer of [anonymous, systemViewer("clock"), person()])
      expect(couldPass(scopeOf(viewer, dossierReaders))).toBe(false);
    expect(scopeOf(systemViewer("gateway"), ["gateway"])).toBe("everything");
  });

  it("of several assignments are exactly the union of what each gives alone", () => {
    const some = fc.subarray(Object.values(everyone));
    fc.assert(
      fc.property(some, some, (first, second) => {
        for (const name of names)
          expect(reaches(name, person(...first, ...second))).toBe(
            reaches(name, person(...first)) || reaches(name, person(...second)),
          );
      }),
    );
  });
});

describe("permission to act", () => {
  it("is given by one rule of the list", () => {
    expect(() => {
      permit(["commune.own", "province.own"], person(everyone.province), dossier, now);
    }).not.toThrow();
  });

  it("is FORBIDDEN to who may see the row and NOT_FOUND to who may not", () => {
    const acting = (viewer: Viewer) => () => {
      permit(["province.own"], viewer, dossier, now, dossierReaders);
    };
    expect(acting(person(everyone.owner))).toThrow("FORBIDDEN");
    expect(acting(person(everyone.stranger))).toThrow("NOT_FOUND");
  });

  it("lists nothing to who has no right", () => {
    const scope: Scope = scopeOf(person(everyone.operator, everyone.central), dossierReaders);
    expect(scope).toEqual([]);
  });
});
