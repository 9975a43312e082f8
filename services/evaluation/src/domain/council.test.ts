import { refusal } from "../../test/refusal";
import { defaults } from "../../test/rulebook";
import {
  demandPresiding,
  demandQuorum,
  demandTerm,
  flawsOfSeats,
  type Seat,
  type SeatRole,
  scores,
  votingSeats,
} from "./council";

const seat = (id: string, role: SeatRole, alsoMember = false): Seat => ({
  id,
  version: 1,
  councilId: "council",
  agency: `Sở ${id}`,
  role,
  subject: `person-${id}`,
  displayName: id,
  alsoMember,
});

const five = [
  seat("chair", "CHAIR"),
  seat("m1", "MEMBER"),
  seat("m2", "MEMBER"),
  seat("m3", "MEMBER"),
  seat("expert", "EXPERT"),
];
const whole = [...five, seat("secretary", "SECRETARY"), seat("advisor", "ADVISOR")];

describe("who scores", () => {
  it.each([
    ["CHAIR", true],
    ["DEPUTY_CHAIR", true],
    ["MEMBER", true],
    ["EXPERT", true],
    ["SECRETARY", false],
    ["ADVISOR", false],
  ] as const)("%s: %p", (role, expected) => {
    expect(scores(seat("x", role), defaults)).toBe(expected);
  });

  it("is the secretary too, when the founding decision also makes them a member and the rules allow it", () => {
    expect(scores(seat("x", "SECRETARY", true), defaults)).toBe(true);
    expect(scores(seat("x", "SECRETARY", true), { ...defaults, secretaryScores: "NEVER" })).toBe(false);
  });

  it("leaves out secretary and advisory team in a council of five", () => {
    expect(votingSeats(whole, defaults).map(({ id }) => id)).toEqual(["chair", "m1", "m2", "m3", "expert"]);
  });
});

describe("the quorum", () => {
  it("is four of five with the chair, at three quarters", () => {
    expect(() => demandQuorum(whole, ["chair", "m1", "m2", "m3"], defaults)).not.toThrow();
  });

  it("counts voting seats only", () => {
    expect(
      refusal(() => demandQuorum(whole, ["chair", "m1", "m2", "secretary", "advisor", "stranger"], defaults)),
    ).toEqual(["NO_QUORUM", { needed: 4, got: 3 }]);
  });

  it("needs the chair where the rules ask for the chair", () => {
    const present = ["m1", "m2", "m3", "expert"];
    expect(refusal(() => demandQuorum(whole, present, defaults))).toEqual(["CHAIR_ABSENT", {}]);
    expect(() => demandQuorum(whole, present, { ...defaults, chairRequired: false })).not.toThrow();
  });

  it("has the chair when the deputy chair presides for the chair", () => {
    const seats = [...whole, seat("deputy", "DEPUTY_CHAIR")];
    expect(() => demandQuorum(seats, ["deputy", "m1", "m2", "m3", "expert"], defaults)).not.toThrow();
  });

  it("is five of seven in the central council of 2023", () => {
    const seven = [...five, seat("m4", "MEMBER"), seat("m5", "MEMBER")];
    const settings = { ...defaults, quorumRatio: "5/7" };
    expect(() => demandQuorum(seven, ["chair", "m1", "m2", "m3", "m4"], settings)).not.toThrow();
    expect(refusal(() => demandQuorum(seven, ["chair", "m1", "m2", "m3"], settings))).toEqual([
      "NO_QUORUM",
      { needed: 5, got: 4 },
    ]);
  });
});

describe("who presides", () => {
  const seats = [...five, seat("deputy", "DEPUTY_CHAIR")];

  it("is the chair when the chair is there", () => {
    expect(() => demandPresiding(seats, ["chair", "deputy"], "person-chair")).not.toThrow();
    expect(refusal(() => demandPresiding(seats, ["chair", "deputy"], "person-deputy"))).toEqual([
      "NOT_PRESIDING",
      { presiding: "CHAIR" },
    ]);
  });

  it("is the deputy chair when the chair is not there", () => {
    expect(() => demandPresiding(seats, ["deputy", "m1"], "person-deputy")).not.toThrow();
  });

  it("is nobody among members, and never the anonymous public", () => {
    expect(refusal(() => demandPresiding(seats, ["m1"], "person-m1"))).toEqual(["NOT_PRESIDING", { presiding: null }]);
    expect(refusal(() => demandPresiding(seats, ["m1"], null))).toEqual(["NOT_PRESIDING", { presiding: null }]);
  });
});

describe("the term", () => {
  const council = {
    id: "c",
    version: 1,
    provinceRegionId: "p",
    rulesId: "r",
    settings: defaults,
    demonstration: false,
    decisionNo: "1",
    decidedOn: "2026-01-01",
    termFrom: "2026-01-01",
    termUntil: "2027-01-01",
  };

  it.each([
    ["2025-12-31", false],
    ["2026-01-01", true],
    ["2026-12-31", true],
    ["2027-01-01", false],
  ])("covers %s: %p", (day, covered) => {
    const ask = () => demandTerm(council, day);
    if (covered) expect(ask).not.toThrow();
    else expect(refusal(ask)).toEqual(["OUT_OF_TERM", { from: "2026-01-01", until: "2027-01-01" }]);
  });
});

describe("seats that cannot form a council", () => {
  it.each([
    ["without a chair", five.slice(1), "one-chair"],
    ["with two chairs", [...five, seat("second", "CHAIR")], "one-chair"],
    [
      "with one person on two seats",
      [...five, { ...seat("m9", "MEMBER"), subject: "person-m1" }],
      "one-seat-per-person",
    ],
    ["with an expert who is also a member", [...five, seat("x", "EXPERT", true)], "also-member-is-for-secretaries"],
  ])("%s", (_what, seats, flaw) => {
    expect(flawsOfSeats(seats)).toEqual([flaw]);
  });

  it("are none in a council of five with secretary and advisor", () => {
    expect(flawsOfSeats(whole)).toEqual([]);
  });
});
