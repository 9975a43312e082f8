import { anonymous } from "@ocop/contracts";
import type { EvaluationViewer } from "../src/domain/rights";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { people } from "./stage";
import { actOn, type Station, type Walk, walk } from "./walk";

/** Who asks, one for each column of the field rules; the chair, a member and the secretary sit on the council. */
const roles = {
  public: { ...anonymous, seats: [] },
  partner: people.partner,
  producer: people.producer,
  commune: people.commune,
  province: people.officer,
  "other province": people.strangerOfficer,
  member: people.m1,
  secretary: people.secretary,
  chair: people.chair,
  advisor: people.advisor,
  central: people.central,
  auditor: people.auditor,
  "auditor of the province": people.provinceAuditor,
  operator: people.operator,
} as const satisfies Readonly<Record<string, EvaluationViewer>>;
type RoleName = keyof typeof roles;
const roleNames = Object.keys(roles) as RoleName[];

/** How much of the sheets of one scoring round: none, the own one, all of them. */
type Much = "–" | "own" | "all";
/** While the round is open, once it is closed, once the minutes are signed. */
type ByRound = readonly [open: Much, closed: Much, signed: Much];

/** Values and words of a sheet. */
const scores: Readonly<Record<RoleName, ByRound>> = {
  public: ["–", "–", "–"],
  partner: ["–", "–", "–"],
  producer: ["–", "–", "–"],
  commune: ["–", "–", "–"],
  province: ["–", "all", "all"],
  "other province": ["–", "–", "–"],
  member: ["own", "all", "all"],
  secretary: ["–", "all", "all"],
  chair: ["own", "all", "all"],
  advisor: ["–", "–", "–"],
  central: ["–", "all", "all"],
  auditor: ["–", "all", "all"],
  "auditor of the province": ["–", "all", "all"],
  operator: ["–", "–", "–"],
};

/** Whose sheet it is. */
const names: Readonly<Record<RoleName, ByRound>> = {
  ...scores,
  province: ["–", "–", "all"],
  central: ["–", "–", "–"],
};

/** Mean score and stars: from the close of a round on, once the minutes are signed, once published. */
const results: Readonly<Record<RoleName, readonly [closed: boolean, signed: boolean, published: boolean]>> = {
  public: [false, false, true],
  partner: [false, false, true],
  producer: [false, false, true],
  commune: [false, false, true],
  province: [true, true, true],
  "other province": [false, false, true],
  member: [true, true, true],
  secretary: [true, true, true],
  chair: [true, true, true],
  advisor: [false, false, true],
  central: [true, true, true],
  auditor: [true, true, true],
  "auditor of the province": [true, true, true],
  operator: [false, false, true],
};

/** How many sheets are in, and nothing more of an open round: for who follows the meeting. */
const counts: Readonly<Record<RoleName, boolean>> = {
  public: false,
  partner: false,
  producer: false,
  commune: false,
  province: true,
  "other province": false,
  member: true,
  secretary: true,
  chair: true,
  advisor: true,
  central: true,
  auditor: true,
  "auditor of the province": true,
  operator: false,
};

/** Revocation file; status, scope, dates and legal act of the certificate are everybody's. */
const revocationFile: Readonly<Record<RoleName, boolean>> = {
  public: false,
  partner: false,
  producer: true,
  commune: false,
  province: true,
  "other province": false,
  member: false,
  secretary: false,
  chair: false,
  advisor: false,
  central: true,
  auditor: true,
  "auditor of the province": true,
  operator: false,
};

type Sheet = { readonly scoringRound: number; readonly total: number; readonly seat: { displayName: string } | null };
type Seen = {
  readonly meanScore: string | null;
  readonly stars: number | null;
  readonly sheetsIn: number | null;
  readonly rating: object | null;
  readonly scoreSheets: readonly Sheet[] | null;
};

const document = `query ($id: ID!) { evaluation(id: $id) { meanScore stars sheetsIn rating { sum highest lowest }
  scoreSheets { scoringRound total seat { displayName } } } }`;

const inWords = (found: number, own: number, all: number): Much | number =>
  found === 0 ? "–" : found === all ? "all" : found === own ? "own" : found;

describe("the field rules", () => {
  let process: EvaluationProcess;
  let walked: Walk;
  const seen = new Map<string, { readonly station: Station; readonly by: Readonly<Record<RoleName, Seen | null>> }>();

  beforeAll(async () => {
    process = await evaluationProcess();
    walked = await walk(process, async (station) => {
      const by: Partial<Record<RoleName, Seen | null>> = {};
      for (const name of roleNames) {
        const { data } = await process.ask<{ evaluation: Seen | null }>(roles[name], document, {
          id: station.evaluation.id,
        });
        by[name] = data?.evaluation ?? null;
      }
      seen.set(station.name, { station, by: by as Record<RoleName, Seen | null> });
    });
  });
  afterAll(() => process.stop());

  /** What each role saw of the sheets of one round, in the words of the tables above. */
  const muchOf = (stationName: string, round: number, has: (sheet: Sheet) => boolean) => {
    const by = seen.get(stationName)?.by;
    return Object.fromEntries(
      roleNames.map((name) => {
        const sheets = (by?.[name]?.scoreSheets ?? []).filter(({ scoringRound }) => scoringRound === round);
        return [name, inWords(sheets.filter(has).length, 1, 5)];
      }),
    );
  };
  const column = (table: Readonly<Record<RoleName, ByRound>>, nth: 0 | 1 | 2) =>
    Object.fromEntries(roleNames.map((name) => [name, table[name][nth]]));

  const rounds = [
    ["SCORING, all sheets in", 1, 0],
    ["CLOSED after round 1", 1, 1],
    ["DISCUSSION", 1, 1],
    ["RESCORING, all sheets in", 1, 1],
    ["RESCORING, all sheets in", 2, 0],
    ["CLOSED after round 2", 2, 1],
    ["SIGNED", 2, 2],
    ["PUBLISHED", 2, 2],
  ] as const;

  it.each(rounds)("give the values of sheets in %s, round %i, as the table says", (station, round, state) => {
    expect(muchOf(station, round, ({ total }) => total > 0)).toEqual(column(scores, state));
  });

  it.each(rounds)("give the names on sheets in %s, round %i, as the table says", (station, round, state) => {
    expect(muchOf(station, round, ({ seat }) => seat !== null)).toEqual(column(names, state));
  });

  it.each([
    ["RECEIVED", null],
    ["RELEASED", null],
    ["SCORING, three of five sheets in", null],
    ["SCORING, all sheets in", null],
    ["CLOSED after round 1", 0],
    ["DISCUSSION", 0],
    ["RESCORING, three of five sheets in", 0],
    ["RESCORING, all sheets in", 0],
    ["CLOSED after round 2", 0],
    ["SIGNED", 1],
    ["PUBLISHED", 2],
  ] as const)("give mean score and stars in %s as the table says", (station, state) => {
    const by = seen.get(station)?.by;
    for (const field of ["meanScore", "stars"] as const)
      expect(Object.fromEntries(roleNames.map((name) => [name, (by?.[name]?.[field] ?? null) !== null]))).toEqual(
        Object.fromEntries(roleNames.map((name) => [name, state !== null && results[name][state]])),
      );
  });

  it("never give anybody the rating with its highest and lowest total for the publication's sake", () => {
    const by = seen.get("PUBLISHED")?.by;
    expect(roleNames.filter((name) => (by?.[name]?.rating ?? null) !== null)).toEqual(
      roleNames.filter((name) => results[name][0]),
    );
  });

  it("give the secretary and others the state alone while a round is open: how many sheets are in", () => {
    for (const [station, count] of [
      ["SCORING, three of five sheets in", 3],
      ["RESCORING, all sheets in", 5],
    ] as const) {
      const by = seen.get(station)?.by;
      expect(Object.fromEntries(roleNames.map((name) => [name, by?.[name]?.sheetsIn ?? null]))).toEqual(
        Object.fromEntries(roleNames.map((name) => [name, counts[name] ? count : null])),
      );
    }
  });

  it("give the certificate to everybody, and its revocation file to those whom the table names", async () => {
    const { certificateId } = walked;
    await actOn(process)("officer", "requestRevocation", {
      certificateId,
      expectedVersion: 1,
      ground: "LAW_BREACH",
      reason: "Vi phạm pháp luật",
      idempotencyKey: "file",
    });
    const asked = `query ($id: ID!) { certificate(id: $id) { status stars issuedOn expiresOn decisionNo decidedOn authority
      revocations { reason ground state } } }`;
    const file = [{ reason: "Vi phạm pháp luật", ground: "LAW_BREACH", state: "REQUESTED" }];
    for (const name of roleNames) {
      const { data, errors } = await process.ask(roles[name], asked, { id: certificateId });
      expect([name, data?.["certificate"]]).toEqual([
        name,
        {
          status: "VALID",
          stars: 4,
          issuedOn: "2026-11-21",
          expiresOn: "2029-11-21",
          decisionNo: "77/QĐ-UBND",
          decidedOn: "2026-11-21",
          authority: "UBND tỉnh",
          revocations: revocationFile[name] ? file : null,
        },
      ]);
      expect([name, errors.map(({ extensions }) => extensions.code)]).toEqual([
        name,
        revocationFile[name] ? [] : ["FORBIDDEN"],
      ]);
    }
  });
});
