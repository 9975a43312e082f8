import { anonymous, couldPass, type Role, systemViewer, type ViewerAssignment, within } from "@ocop/contracts";
import { refusal } from "../../test/refusal";
import { evaluation } from "../../test/rows";
import {
  councilReaders,
  evaluationInsiders,
  type EvaluationViewer,
  evaluationReaders,
  levelsOf,
  may,
  officerOf,
  permit,
  ratingReaders,
  resultReaders,
  revocationReaders,
  type RuleName,
  rules,
  scopeOf,
  sheetNamers,
  sheetReaders,
  withoutSeats,
} from "./rights";

const now = new Date("2026-11-21T03:00:00Z");
const assignment = (
  role: Role,
  scopeType: ViewerAssignment["scopeType"],
  scopeId: string | null,
): ViewerAssignment => ({
  id: `assignment-${role}`,
  role,
  scopeType,
  scopeId,
  regionIds: scopeType === "PRODUCER" || scopeId === null ? [] : [scopeId],
});
const person = (...assignments: readonly ViewerAssignment[]): EvaluationViewer => ({
  ...anonymous,
  subject: "person",
  assignments,
  seats: [],
});
const seated = (role: "CHAIR" | "SECRETARY" | "MEMBER" | "ADVISOR", councilId = "council"): EvaluationViewer => ({
  ...person(),
  seats: [{ councilId, role, scoring: role === "CHAIR" || role === "MEMBER" }],
});

const viewers = {
  public: withoutSeats(anonymous),
  stranger: person(),
  province: person(assignment("PROVINCE_OFFICER", "PROVINCE", "province")),
  otherProvince: person(assignment("PROVINCE_OFFICER", "PROVINCE", "elsewhere")),
  commune: person(assignment("COMMUNE_OFFICER", "COMMUNE", "commune")),
  producer: person(assignment("PRODUCER_OWNER", "PRODUCER", "producer")),
  delegate: person(assignment("PRODUCER_DELEGATE", "PRODUCER", "producer")),
  central: person(assignment("CENTRAL_OFFICER", "NATIONAL", null)),
  auditor: person(assignment("AUDITOR", "NATIONAL", null)),
  provinceAuditor: person(assignment("AUDITOR", "PROVINCE", "province")),
  operator: person(assignment("PLATFORM_OPERATOR", "NATIONAL", null)),
  chair: seated("CHAIR"),
  secretary: seated("SECRETARY"),
  member: seated("MEMBER"),
  advisor: seated("ADVISOR"),
  otherCouncil: seated("CHAIR", "another"),
} as const;
type Who = keyof typeof viewers;

const everyone = Object.keys(viewers) as Who[];
const whoMay = (names: readonly RuleName[], row: object): readonly Who[] =>
  everyone.filter((who) => may(names, viewers[who], row, now));

const open = evaluation({ state: "SCORING", councilId: "council" });
const closed = evaluation({ state: "CLOSED", councilId: "council", meanScore: "78.00", stars: 4 });
const published = evaluation({ state: "PUBLISHED", councilId: "council", meanScore: "78.00", stars: 4 });
const sheetRow = { subject: "somebody", councilId: "council", provinceRegionId: "province", roundState: "OPEN" };

describe("an evaluation", () => {
  const insiders = ["province", "commune", "producer", "delegate", "central", "auditor", "provinceAuditor"];
  const council = ["chair", "secretary", "member", "advisor"];

  it("is known before publication to its territory, its producer, its council, the centre and auditors", () => {
    expect(whoMay(evaluationReaders, open)).toEqual([...insiders, ...council]);
  });

  it("is known to everyone once published", () => {
    expect(whoMay(evaluationReaders, published)).toEqual(everyone);
  });

  it("shows its result to nobody while no scoring round has closed", () => {
    expect(whoMay(resultReaders, open)).toEqual([]);
  });

  it("shows its result after the close to province, centre, auditors and the council, not to the advisory team", () => {
    expect(whoMay(resultReaders, closed)).toEqual([
      "province",
      "central",
      "auditor",
      "provinceAuditor",
      "chair",
      "secretary",
      "member",
    ]);
  });

  it("shows what is neither published nor for the producer to province, council, auditors and centre", () => {
    expect(whoMay(evaluationInsiders, published)).toEqual([
      "province",
      "central",
      "auditor",
      "provinceAuditor",
      ...council,
    ]);
  });

  it("shows the whole rating never to the public or the producer, even when it is published", () => {
    const readers = ["province", "central", "auditor", "provinceAuditor", "chair", "secretary", "member"];
    expect(whoMay(ratingReaders, published)).toEqual(readers);
    expect(whoMay(ratingReaders, open)).toEqual([]);
  });

  it("of another province is not its auditor's, nor is a result that was not loaded anybody's", () => {
    const elsewhere = { ...closed, provinceRegionId: "elsewhere" };
    expect(whoMay(["result.auditor", "result.province"], elsewhere)).toEqual(["otherProvince", "auditor"]);
    expect(whoMay(ratingReaders, { ...closed, meanScore: undefined })).toEqual([]);
  });

  it("shows its result to everyone once published", () => {
    expect(whoMay(resultReaders, published)).toEqual(everyone);
  });
});

describe("a score sheet", () => {
  it("is its member's alone while the scoring round is open", () => {
    expect(whoMay(sheetReaders, sheetRow)).toEqual([]);
    expect(may(sheetReaders, { ...viewers.member, subject: "somebody" }, sheetRow, now)).toBe(true);
  });

  it("is readable to council, province, centre and auditors once the round closed", () => {
    const readers = ["province", "central", "auditor", "provinceAuditor", "chair", "secretary", "member"];
    expect(whoMay(sheetReaders, { ...sheetRow, roundState: "CLOSED" })).toEqual(readers);
    expect(whoMay(sheetReaders, { ...sheetRow, roundState: "SIGNED" })).toEqual(readers);
  });

  it("carries a name for the province only after the minutes are signed, and never for the centre", () => {
    expect(whoMay(sheetNamers, { ...sheetRow, roundState: "CLOSED" })).toEqual([
      "auditor",
      "provinceAuditor",
      "chair",
      "secretary",
      "member",
    ]);
    expect(whoMay(sheetNamers, { ...sheetRow, roundState: "SIGNED" })).toContain("province");
    expect(whoMay(sheetNamers, { ...sheetRow, roundState: "SIGNED" })).not.toContain("central");
  });
});

describe("what surrounds an evaluation", () => {
  it("a council is read from its seats, by its province, auditors and the centre", () => {
    const row = { id: "council", provinceRegionId: "province" };
    const insiders = ["province", "central", "auditor", "provinceAuditor"];
    expect(whoMay(councilReaders, row)).toEqual([...insiders, "chair", "secretary", "member", "advisor"]);
  });

  it("a revocation is read by province, centre, auditors and the producer whose certificate it is", () => {
    const row = { producerId: "producer", provinceRegionId: "province" };
    expect(whoMay(revocationReaders, row)).toEqual([
      "province",
      "producer",
      "delegate",
      "central",
      "auditor",
      "provinceAuditor",
    ]);
  });

  it("what is public is everybody's", () => {
    expect(whoMay(["public"], {})).toEqual(everyone);
  });
});

describe("a right of another name", () => {
  it.each(["province.own", "central.officer", "producer.own", "council.seat", "actor.event", "actor.clock"] as const)(
    "is refused %s before any row is known",
    (rule) => {
      for (const who of ["public", "commune", "operator"] as const)
        expect(couldPass(scopeOf([rule], viewers[who]))).toBe(false);
    },
  );
});

describe("a right that lacks its scope", () => {
  it("of a producer without a producer, or of the public without a name, reaches nothing", () => {
    const lacking = person(assignment("PRODUCER_OWNER", "PRODUCER", null));
    expect(couldPass(scopeOf(["producer.own"], lacking))).toBe(false);
    expect(couldPass(scopeOf(["sheet.own"], viewers.public))).toBe(false);
    expect(withoutSeats(anonymous)).toEqual({ ...anonymous, seats: [] });
  });

  it.each([
    ["central.officer", "CENTRAL_OFFICER"],
    ["auditor", "AUDITOR"],
  ] as const)("of the nation is never one of a province: %s", (rule, role) => {
    const elsewhere = { ...open, provinceRegionId: "elsewhere" };
    expect(may([rule], person(assignment(role, "PROVINCE", "province")), elsewhere, now)).toBe(false);
    expect(may([rule], person(assignment(role, "NATIONAL", null)), elsewhere, now)).toBe(true);
  });
});

describe("acts", () => {
  it.each([
    ["council.chair", ["chair"]],
    ["council.member", ["chair", "member"]],
    ["council.secretary", ["secretary"]],
    ["province.own", ["province"]],
    ["central.officer", ["central"]],
  ] as const)("of %s", (rule, allowed) => {
    expect(whoMay([rule], open)).toEqual(allowed);
  });

  it("are refused to a reader as forbidden, and to a stranger as unknown", () => {
    const act = (who: Who) => refusal(() => permit(["council.chair"], evaluationReaders, viewers[who], open, now))[0];
    expect(act("member")).toBe("FORBIDDEN");
    expect(act("producer")).toBe("FORBIDDEN");
    expect(act("otherProvince")).toBe("NOT_FOUND");
    expect(act("public")).toBe("NOT_FOUND");
  });

  it("of the clock and of events belong to actors of their own", () => {
    expect(may(["actor.event"], withoutSeats(systemViewer("event")), open, now)).toBe(true);
    expect(may(["actor.event"], withoutSeats(systemViewer("clock")), open, now)).toBe(false);
    expect(may(["actor.clock"], withoutSeats(systemViewer("clock")), open, now)).toBe(true);
    expect(may(["actor.clock"], withoutSeats(systemViewer("event")), open, now)).toBe(false);
    expect(whoMay(["actor.event", "actor.clock"], open)).toEqual([]);
  });

  it("of recording a decision follow the level of the officer", () => {
    expect(levelsOf(viewers.province, open, now)).toEqual(["PROVINCE"]);
    expect(levelsOf(viewers.otherProvince, open, now)).toEqual([]);
    expect(levelsOf(viewers.central, open, now)).toEqual(["CENTRAL"]);
    const both = person(...viewers.province.assignments, ...viewers.central.assignments);
    expect(levelsOf(both, open, now)).toEqual(["PROVINCE", "CENTRAL"]);
    expect(officerOf).toEqual({ DISTRICT: "province.own", PROVINCE: "province.own", CENTRAL: "central.officer" });
  });

  it("of a chair are the deputy's, too, and of no other council's", () => {
    const deputy: EvaluationViewer = {
      ...person(),
      seats: [{ councilId: "council", role: "DEPUTY_CHAIR", scoring: true }],
    };
    expect(may(["council.chair"], deputy, open, now)).toBe(true);
    expect(may(["council.chair"], deputy, { ...open, councilId: "another" }, now)).toBe(false);
  });

  it("go on where a rule allows", () => {
    expect(() => {
      permit(["council.chair"], evaluationReaders, viewers.chair, open, now);
    }).not.toThrow();
  });
});

describe("two rights of one person", () => {
  const names = Object.keys(rules) as RuleName[];
  const rows = [open, closed, published, sheetRow, { ...sheetRow, roundState: "SIGNED" }];

  it("grant together exactly what each grants alone", () => {
    const asked = names.filter((name) => name !== "sheet.own");
    const differing = everyone.flatMap((one) =>
      everyone.flatMap((other) => {
        const both: EvaluationViewer = {
          ...viewers.stranger,
          assignments: [...viewers[one].assignments, ...viewers[other].assignments],
          seats: [...viewers[one].seats, ...viewers[other].seats],
        };
        const alone = (row: object, name: RuleName) =>
          may([name], viewers[one], row, now) || may([name], viewers[other], row, now);
        return rows.flatMap((row) =>
          asked.flatMap((name) => (may([name], both, row, now) === alone(row, name) ? [] : [[one, other, name]])),
        );
      }),
    );
    expect(differing).toEqual([]);
  });

  it("make the scope of a list the same verdict as the rule on a row", () => {
    for (const who of everyone)
      for (const row of rows)
        expect(within(scopeOf(sheetReaders, viewers[who]), row)).toBe(may(sheetReaders, viewers[who], row, now));
  });
});
