import {
  anonymous,
  couldPass,
  systemViewer,
  within,
  type Role,
  type Scope,
  type ViewerAssignment,
} from "@ocop/contracts";
import fc from "fast-check";
import type { Reading } from "./reading";
import {
  assignmentEnders,
  assignmentReaders,
  breakGlassApprovers,
  breakGlassReaders,
  dossierReaders,
  evidenceReaders,
  dossierWriters,
  isAllowed,
  maskedReaders,
  permit,
  personalReaders,
  personalRevealers,
  phoneReaders,
  producerReaders,
  producerRegistrars,
  producerWriters,
  productWriters,
  rules,
  scopeOf,
  selfScoreReaders,
  withoutReadings,
  type RegistryViewer,
  type RuleName,
} from "./rights";

const now = new Date("2026-11-21T03:00:00.000Z");
const right = (
  role: Role,
  scopeType: ViewerAssignment["scopeType"],
  scopeId: string | null,
  regionIds: readonly string[] = [],
): ViewerAssignment => ({ id: `${role}-${scopeId ?? ""}`, role, scopeType, scopeId, regionIds });
const person = (...assignments: readonly ViewerAssignment[]): RegistryViewer => ({
  subject: "someone",
  client: "test",
  assignments,
  system: null,
  actedAs: null,
  readings: [],
});
const dossier = { id: "dossier", producerId: "producer", communeRegionId: "commune", provinceRegionId: "province" };
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
const reaches = (name: RuleName, viewer: RegistryViewer): boolean => within(rules[name].scope(viewer), dossier);

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
      "dossier.council": [],
      "dossier.council.selfScore": [],
      "producer.council": [],
      "assignment.grantable": [],
      "assignment.self": [],
      "central.officer": ["central"],
      operator: ["operator"],
      "auditor.national": ["auditor"],
      "breakGlass.actedAs": [],
      gateway: [],
      event: [],
      loader: [],
    });
  });

  it("never come from a region of another role", () => {
    expect(reaches("province.own", person(right("COMMUNE_OFFICER", "COMMUNE", "unit", ["province"])))).toBe(false);
  });

  it("are refused to the public and to other system actors before any row is known", () => {
    for (const viewer of [withoutReadings(anonymous), withoutReadings(systemViewer("clock"))])
      for (const readers of [dossierReaders, assignmentReaders, breakGlassReaders])
        expect(couldPass(scopeOf(viewer, readers))).toBe(false);
    expect(couldPass(scopeOf(person(), dossierReaders))).toBe(false);
    expect(scopeOf(withoutReadings(systemViewer("gateway")), ["gateway"])).toBe("everything");
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

describe("who may do what", () => {
  const producer = { id: "producer", communeRegionId: "commune", provinceRegionId: "province" };
  const delegation = { ...dossier, role: "PRODUCER_DELEGATE", scopeType: "PRODUCER", scopeId: "producer" };
  const session = { id: "session", requestedBy: "operator", actedAs: "another" };
  const producers = ["owner", "delegate"];
  const auditors = ["auditor", "provinceAuditor"];

  it.each([
    ["knows of a dossier", dossierReaders, dossier, [...producers, "commune", "province", ...auditors, "central"]],
    ["reads a dossier", evidenceReaders, dossier, [...producers, "commune", "province", ...auditors]],
    ["sees the claim in it", selfScoreReaders, dossier, [...producers, "commune", "province", ...auditors, "central"]],
    ["fills in a dossier", dossierWriters, dossier, [...producers, "commune"]],
    ["writes down a product", productWriters, dossier, [...producers, "commune"]],
    ["writes down a producer", producerRegistrars, producer, ["commune", "province"]],
    ["changes a producer", producerWriters, producer, [...producers, "commune", "province"]],
    ["reads a producer", producerReaders, producer, [...producers, "commune", "province", ...auditors]],
    ["reads its phone masked", phoneReaders, producer, [...producers, "commune", "province", ...auditors, "central"]],
    ["reads masked numbers", maskedReaders, producer, [...producers, "province", ...auditors]],
    ["sees personal values in full", personalReaders, producer, ["province", ...auditors, "central"]],
    ["reveals a phone", personalRevealers.PHONE, producer, ["province", ...auditors, "central"]],
    ["reveals a national id", personalRevealers.NATIONAL_ID, producer, ["province", ...auditors]],
    ["reveals a bank account", personalRevealers.BANK_ACCOUNT, producer, ["province", ...auditors]],
    ["sees a right", assignmentReaders, delegation, ["owner", "commune", "province", ...auditors, "central"]],
    ["ends a right", assignmentEnders, delegation, ["owner", "commune", "province"]],
    ["agrees to break-glass", breakGlassApprovers, session, ["operator", "central"]],
    ["sees break-glass", breakGlassReaders, session, ["auditor", "operator", "central"]],
  ] as const)("%s", (_, rights, row, expected) => {
    const may = Object.entries(everyone).flatMap(([who, held]) =>
      isAllowed(rights, person(held), row, now) ? [who] : [],
    );
    expect(may).toEqual(expected);
  });

  it("with one's own right or one's own rights lent: sees both, ends the first, and agrees to neither", () => {
    const mine = { ...delegation, subject: "someone" };
    const lent = { ...session, actedAs: "someone" };
    expect(isAllowed(assignmentReaders, person(), mine, now)).toBe(true);
    expect(isAllowed(assignmentEnders, person(), mine, now)).toBe(true);
    expect(isAllowed(breakGlassReaders, person(), lent, now)).toBe(true);
    expect(isAllowed(breakGlassApprovers, person(), lent, now)).toBe(false);
    expect(isAllowed(assignmentReaders, person(), { ...mine, subject: "another" }, now)).toBe(false);
    expect(isAllowed(breakGlassReaders, person(), session, now)).toBe(false);
  });
});

describe("a right that lacks its scope", () => {
  it.each([
    ["a producer's without a producer", right("PRODUCER_OWNER", "PRODUCER", null)],
    ["a commune's without a unit of today", right("COMMUNE_OFFICER", "COMMUNE", "gone")],
    ["a province's without a unit of today", right("PROVINCE_OFFICER", "PROVINCE", "gone")],
    ["a province's auditor without one", right("AUDITOR", "PROVINCE", "gone")],
  ] as const)("reaches nothing and grants nothing: %s", (_, held) => {
    expect(scopeOf(person(held), [...producerReaders, ...dossierReaders, "assignment.grantable"])).toEqual([]);
  });

  it("reaches no region as an officer of the nation, who has an office of another name", () => {
    const nationwide = right("PROVINCE_OFFICER", "NATIONAL", null, ["province"]);
    expect(scopeOf(person(nationwide), ["province.own"])).toEqual([]);
  });

  it.each([
    ["central.officer", "CENTRAL_OFFICER"],
    ["operator", "PLATFORM_OPERATOR"],
    ["auditor.national", "AUDITOR"],
  ] as const)("of the whole country is never one of a province: %s", (name, role) => {
    expect(scopeOf(person(right(role, "PROVINCE", "unit", ["province"])), [name])).toEqual([]);
    expect(scopeOf(person(right(role, "NATIONAL", null)), [name])).toBe("everything");
  });
});

describe("the actors of the platform", () => {
  it.each(["gateway", "event", "loader"] as const)("%s acts by its own rule alone, and no person does", (name) => {
    const actors = (["gateway", "event", "loader"] as const).filter(
      (actor) => scopeOf(withoutReadings(systemViewer(actor)), [name]) === "everything",
    );
    expect(actors).toEqual([name]);
    expect(scopeOf({ ...person(...Object.values(everyone)), subject: name }, [name])).toEqual([]);
  });

  it("and the public bring no readings of a council and are nobody's own", () => {
    expect(withoutReadings(anonymous)).toEqual({ ...anonymous, readings: [] });
    expect(scopeOf(withoutReadings(anonymous), ["assignment.self", "breakGlass.actedAs"])).toEqual([]);
  });
});

describe("what a council was given to read", () => {
  const seat: Reading = {
    dossierId: "dossier",
    evaluationId: "evaluation",
    producerId: "producer",
    released: true,
    advanceSelfScore: "AFTER_OWN_SHEET",
    role: "MEMBER",
    scoring: true,
    sheetIn: false,
    conflicted: false,
  };

  it("reaches the dossier, and the self-assessment only after the own sheet", () => {
    const member = { ...person(), readings: [seat] };
    expect(within(scopeOf(member, dossierReaders), dossier)).toBe(true);
    expect(within(scopeOf(member, evidenceReaders), dossier)).toBe(true);
    expect(within(scopeOf(member, selfScoreReaders), dossier)).toBe(false);
    expect(within(scopeOf({ ...person(), readings: [{ ...seat, sheetIn: true }] }, selfScoreReaders), dossier)).toBe(
      true,
    );
    expect(within(scopeOf(member, dossierReaders), { ...dossier, id: "another" })).toBe(false);
  });

  it("reaches phone and representative of its producer for chair and secretary, and no number of theirs", () => {
    const producer = { id: "producer", communeRegionId: "another", provinceRegionId: "another" };
    for (const [role, expected] of [
      ["CHAIR", true],
      ["SECRETARY", true],
      ["DEPUTY_CHAIR", false],
      ["MEMBER", false],
      ["EXPERT", false],
      ["ADVISOR", false],
    ] as const) {
      const seated = { ...person(), readings: [{ ...seat, role, sheetIn: true }] };
      for (const readers of [producerReaders, phoneReaders]) {
        expect([role, isAllowed(readers, seated, producer, now)]).toEqual([role, expected]);
        expect(isAllowed(readers, seated, { ...producer, id: "another" }, now)).toBe(false);
      }
      for (const readers of [maskedReaders, personalReaders, producerWriters])
        expect(isAllowed(readers, seated, producer, now)).toBe(false);
    }
  });

  it("adds up with assignments to exactly the union", () => {
    const seats = fc.subarray([
      seat,
      { ...seat, role: "CHAIR" as const },
      { ...seat, evaluationId: "e2", dossierId: "d2", sheetIn: true },
    ]);
    const rows = [
      dossier,
      { ...dossier, id: "d2", producerId: "another" },
      { ...dossier, id: "d3" },
      { id: "producer", communeRegionId: "another", provinceRegionId: "another" },
    ];
    fc.assert(
      fc.property(fc.subarray(Object.values(everyone)), seats, seats, (held, one, other) => {
        for (const readers of [dossierReaders, evidenceReaders, selfScoreReaders, producerReaders])
          for (const row of rows) {
            const alone = (viewer: RegistryViewer) => within(scopeOf(viewer, readers), row);
            expect(alone({ ...person(...held), readings: [...one, ...other] })).toBe(
              alone(person(...held)) ||
                alone({ ...person(), readings: one }) ||
                alone({ ...person(), readings: other }),
            );
          }
      }),
    );
  });
});

describe("the rights one may grant", () => {
  const row = (role: Role, scopeType: ViewerAssignment["scopeType"], scopeId: string | null, place: object = {}) => ({
    role,
    scopeType,
    scopeId,
    subject: "another",
    provinceRegionId: null,
    communeRegionId: null,
    ...place,
  });
  const inside = { provinceRegionId: "province", communeRegionId: "commune" };
  const outside = { provinceRegionId: "another", communeRegionId: "another" };
  const rows = {
    central: row("CENTRAL_OFFICER", "NATIONAL", null),
    operator: row("PLATFORM_OPERATOR", "NATIONAL", null),
    auditor: row("AUDITOR", "NATIONAL", null),
    provinceAuditor: row("AUDITOR", "PROVINCE", "province", { provinceRegionId: "province" }),
    province: row("PROVINCE_OFFICER", "PROVINCE", "province", { provinceRegionId: "province" }),
    otherProvince: row("PROVINCE_OFFICER", "PROVINCE", "another", { provinceRegionId: "another" }),
    commune: row("COMMUNE_OFFICER", "COMMUNE", "commune", inside),
    otherCommune: row("COMMUNE_OFFICER", "COMMUNE", "another", outside),
    owner: row("PRODUCER_OWNER", "PRODUCER", "producer", inside),
    delegate: row("PRODUCER_DELEGATE", "PRODUCER", "producer", inside),
    otherDelegate: row("PRODUCER_DELEGATE", "PRODUCER", "another", outside),
  };
  const grants = (...held: readonly ViewerAssignment[]) =>
    Object.entries(rows).flatMap(([name, one]) =>
      within(scopeOf(person(...held), ["assignment.grantable"]), one) ? [name] : [],
    );

  it.each([
    [
      "central",
      ["central", "operator", "auditor", "provinceAuditor", "province", "otherProvince", "commune", "otherCommune"],
    ],
    ["province", ["province", "commune", "owner", "delegate"]],
    ["commune", ["owner", "delegate"]],
    ["elsewhere", ["otherDelegate"]],
    ["owner", ["delegate"]],
    ["delegate", []],
    ["auditor", []],
    ["operator", []],
  ] as const)("are those of the table within the own scope: %s", (who, expected) => {
    expect(grants(everyone[who])).toEqual(expected);
  });

  it("are for a producer's people its own delegates, whatever else carries its id", () => {
    const may = (row: object) => isAllowed(["assignment.grantable"], person(everyone.owner), row, now);
    expect(may(rows.delegate)).toBe(true);
    expect(may({ ...rows.delegate, scopeType: "COMMUNE" })).toBe(false);
    expect(scopeOf(person(everyone.delegate, everyone.auditor, everyone.operator), ["assignment.grantable"])).toEqual(
      [],
    );
  });

  it("follow a unit into the one that took it in", () => {
    const merged = right("PROVINCE_OFFICER", "PROVINCE", "unit of the past", ["province"]);
    expect(grants(merged)).toEqual(["province", "commune", "owner", "delegate"]);
    expect(grants(right("PROVINCE_OFFICER", "PROVINCE", "split unit", []))).toEqual([]);
  });

  it("and the rights one may see are of two assignments exactly the union", () => {
    const some = fc.subarray(Object.values(everyone));
    fc.assert(
      fc.property(some, some, (first, second) => {
        for (const names of [["assignment.grantable"], assignmentReaders] as const)
          for (const one of Object.values(rows)) {
            const alone = (...held: readonly ViewerAssignment[]) => within(scopeOf(person(...held), names), one);
            expect(alone(...first, ...second)).toBe(alone(...first) || alone(...second));
          }
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
    const acting = (viewer: RegistryViewer) => () => {
      permit(["province.own"], viewer, dossier, now, dossierReaders);
    };
    expect(acting(person(everyone.owner))).toThrow("FORBIDDEN");
    expect(acting(person(everyone.stranger))).toThrow("NOT_FOUND");
  });

  it("is FORBIDDEN to anyone where everyone may know of the row", () => {
    expect(() => {
      permit(["province.own"], person(everyone.stranger), dossier, now);
    }).toThrow("FORBIDDEN");
  });

  it("lists nothing to who has no right", () => {
    const scope: Scope = scopeOf(person(everyone.operator, everyone.central), evidenceReaders);
    expect(scope).toEqual([]);
    expect(scopeOf(person(everyone.operator), dossierReaders)).toEqual([]);
  });
});
