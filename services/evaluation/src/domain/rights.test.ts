import { anonymous, type Role, systemViewer, type ViewerAssignment, within } from "@ocop/contracts";
import { refusal } from "../../test/refusal";
import { evaluation } from "../../test/rows";
import {
  type EvaluationViewer,
  evaluationReaders,
  levelsOf,
  may,
  permit,
  resultReaders,
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
    expect(whoMay(["actor.event", "actor.clock"], open)).toEqual([]);
  });

  it("of recording a decision follow the level of the officer", () => {
    expect(levelsOf(viewers.province, open, now)).toEqual(["PROVINCE"]);
    expect(levelsOf(viewers.otherProvince, open, now)).toEqual([]);
    expect(levelsOf(viewers.central, open, now)).toEqual(["CENTRAL"]);
  });
});

describe("two rights of one person", () => {
  const names = Object.keys(rules) as RuleName[];
  const rows = [open, closed, published, sheetRow, { ...sheetRow, roundState: "SIGNED" }];

  it("grant together exactly what each grants alone", () => {
    for (const one of everyone)
      for (const other of everyone) {
        const both: EvaluationViewer = {
          ...viewers.stranger,
          assignments: [...viewers[one].assignments, ...viewers[other].assignments],
          seats: [...viewers[one].seats, ...viewers[other].seats],
        };
        for (const row of rows)
          for (const name of names.filter((rule) => !rule.startsWith("sheet.own")))
            expect([one, other, name, may([name], both, row, now)]).toEqual([
              one,
              other,
              name,
              may([name], viewers[one], row, now) || may([name], viewers[other], row, now),
            ]);
      }
  });

  it("make the scope of a list the same verdict as the rule on a row", () => {
    for (const who of everyone)
      for (const row of rows)
        expect(within(scopeOf(sheetReaders, viewers[who]), row)).toBe(may(sheetReaders, viewers[who], row, now));
  });
});
