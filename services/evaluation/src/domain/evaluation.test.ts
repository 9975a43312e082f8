import { refusal } from "../../test/refusal";
import { evaluation } from "../../test/rows";
import { defaults, setOf, sheet, sheetWorth } from "../../test/rulebook";
import type { Council, Seat } from "./council";
import { evaluate } from "./evaluate";
import {
  after,
  beginRound,
  closeScoring,
  demandLeadTime,
  evaluationStates,
  openDiscussion,
  publish,
  release,
  sign,
  type Step,
  steps,
} from "./evaluation";
import type { ScoringRound } from "./scoring-round";

const { head, parts } = setOf("QD26-11");
const now = new Date("2026-11-21T03:00:00Z");

const council: Council = {
  id: "council",
  version: 1,
  provinceRegionId: "province",
  rulesId: "rules",
  settings: defaults,
  demonstration: false,
  decisionNo: "5/QĐ-UBND",
  decidedOn: "2026-01-05",
  termFrom: "2026-01-05",
  termUntil: "2027-01-05",
};

const seats: readonly Seat[] = ["chair", "m1", "m2", "m3", "expert"].map((id) => ({
  id,
  version: 1,
  councilId: "council",
  agency: id,
  role: id === "chair" ? "CHAIR" : id === "expert" ? "EXPERT" : "MEMBER",
  subject: id,
  displayName: id,
  alsoMember: false,
}));

const round: ScoringRound = {
  id: "scoring-round",
  version: 1,
  evaluationId: "evaluation",
  no: 1,
  state: "OPEN",
  settings: defaults,
  presentSeatIds: seats.map(({ id }) => id),
  openedAt: now,
  closedAt: null,
  agreed: [],
  rating: null,
  discussionReason: null,
};

const rate = (...points: readonly number[]) =>
  evaluate(
    { bands: head.bands, parts },
    points.map((total, nth) => sheet(seats[nth]?.id ?? "", sheetWorth(parts, 4, total))),
    defaults,
  );

describe("the steps of an evaluation", () => {
  /** every legal step, and nothing besides */
  const legal: Readonly<Record<Step, Readonly<Record<string, string>>>> = {
    release: { RECEIVED: "RELEASED" },
    openScoring: { RELEASED: "SCORING" },
    submitScoreSheet: { SCORING: "SCORING", RESCORING: "RESCORING" },
    closeScoring: { SCORING: "CLOSED", RESCORING: "CLOSED" },
    openDiscussion: { CLOSED: "DISCUSSION" },
    reopenScoring: { DISCUSSION: "RESCORING" },
    sign: { CLOSED: "SIGNED" },
    publish: { SIGNED: "PUBLISHED" },
  };

  it.each(steps.flatMap((step) => evaluationStates.map((state) => [step, state] as const)))(
    "%s from %s",
    (step, state) => {
      const leadsTo = legal[step][state];
      if (leadsTo) expect(after(step, { state })).toBe(leadsTo);
      else expect(refusal(() => after(step, { state }))).toEqual(["WRONG_STATE", { step, state }]);
    },
  );
});

describe("release to a council", () => {
  it("gives the dossier to it, from the day on", () => {
    expect(release(evaluation(), council, { demonstration: false }, now)).toMatchObject({
      state: "RELEASED",
      councilId: "council",
      releasedOn: "2026-11-21",
    });
  });

  it.each([
    ["OTHER_PROVINCE", { ...council, provinceRegionId: "elsewhere" }],
    ["OUT_OF_TERM", { ...council, termUntil: "2026-11-21" }],
    ["DEMONSTRATION_RULES", { ...council, demonstration: true }],
  ])("is refused with %s", (code, wrong) => {
    expect(refusal(() => release(evaluation(), wrong, { demonstration: false }, now))[0]).toBe(code);
  });

  it("under demonstration rules takes demonstration products", () => {
    expect(release(evaluation(), { ...council, demonstration: true }, { demonstration: true }, now).state).toBe(
      "RELEASED",
    );
  });
});

describe("the lead time", () => {
  const released = evaluation({ state: "RELEASED", releasedOn: "2026-11-20" });

  it("of one working day lets a dossier released on Friday be scored on Monday", () => {
    expect(refusal(() => demandLeadTime(released, defaults, [], "2026-11-22"))).toEqual([
      "TOO_EARLY",
      { opensOn: "2026-11-23" },
    ]);
    expect(() => demandLeadTime(released, defaults, [], "2026-11-23")).not.toThrow();
  });

  it("skips holidays", () => {
    expect(refusal(() => demandLeadTime(released, defaults, ["2026-11-23"], "2026-11-23"))).toEqual([
      "TOO_EARLY",
      { opensOn: "2026-11-24" },
    ]);
  });

  it("of 0 lets it be scored the same day", () => {
    expect(() => demandLeadTime(released, { ...defaults, leadTimeWorkingDays: 0 }, [], "2026-11-20")).not.toThrow();
  });
});

describe("a scoring round", () => {
  const scoring = beginRound("openScoring", evaluation({ state: "RELEASED" }));

  it("closes with the rating as the result", () => {
    const closed = closeScoring(scoring, round, rate(76, 77, 78, 79, 80), [], now);
    expect(closed.evaluation).toMatchObject({ state: "CLOSED", meanScore: "78.00", stars: 4, rejected: false });
    expect(closed.round).toMatchObject({ state: "CLOSED", closedAt: now, rating: { sum: 390, count: 5 } });
  });

  it("is signed when the spread is within the limit", () => {
    const closed = closeScoring(scoring, round, rate(70, 75, 78, 80, 80), [], now);
    expect(sign(closed.evaluation, closed.round, seats, now)).toMatchObject({
      evaluation: { state: "SIGNED", signedAt: now },
      round: { state: "SIGNED" },
    });
  });

  it("is discussed and scored anew when the totals lie too far apart", () => {
    const closed = closeScoring(scoring, round, rate(69, 75, 78, 80, 80), [], now);
    expect(refusal(() => sign(closed.evaluation, closed.round, seats, now))).toEqual([
      "DISCUSSION_REQUIRED",
      { spread: 11, limit: "10" },
    ]);
    const discussed = openDiscussion(closed.evaluation, closed.round, "Two members saw other evidence");
    expect(discussed.round).toMatchObject({ state: "CLOSED", discussionReason: "Two members saw other evidence" });
    const again = beginRound("reopenScoring", discussed.evaluation);
    expect(again).toMatchObject({ state: "RESCORING", scoringRound: 2, meanScore: "76.40" });
  });

  it("is signed in spite of the spread where the rules only report it", () => {
    const lenient = { ...round, settings: { ...defaults, onSpreadExceeded: "REPORT_ONLY" as const } };
    const closed = closeScoring(scoring, lenient, rate(69, 75, 78, 80, 80), [], now);
    expect(sign(closed.evaluation, closed.round, seats, now).evaluation.state).toBe("SIGNED");
  });

  it("is not signed without the quorum of its sheets", () => {
    const closed = closeScoring(scoring, round, rate(76, 77, 78), [], now);
    expect(refusal(() => sign(closed.evaluation, closed.round, seats, now))).toEqual([
      "NO_QUORUM",
      { needed: 4, got: 3 },
    ]);
  });
});

it("becomes public once, after the minutes are signed", () => {
  const published = publish(evaluation({ state: "SIGNED" }), now);
  expect(published).toMatchObject({ state: "PUBLISHED", publishedAt: now });
  expect(refusal(() => publish(published, now))[0]).toBe("WRONG_STATE");
});
