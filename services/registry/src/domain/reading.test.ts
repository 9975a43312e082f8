import { readerRoles, selfScoreRules } from "@ocop/contracts";
import { ledProducers, readableDossiers, selfScoredDossiers, type Reading } from "./reading";

const seat: Reading = {
  dossierId: "d",
  evaluationId: "e",
  producerId: "p",
  released: true,
  advanceSelfScore: "AFTER_OWN_SHEET",
  role: "MEMBER",
  scoring: true,
  sheetIn: false,
  conflicted: false,
};

describe("a dossier before a council", () => {
  it.each(readerRoles)("is read by the %s once it is released, and not before", (role) => {
    expect(readableDossiers([{ ...seat, role }])).toEqual(["d"]);
    expect(readableDossiers([{ ...seat, role, released: false }])).toEqual([]);
  });

  it("is closed to who has an open conflict, whatever other seat the person has in it", () => {
    const conflicted = { ...seat, conflicted: true, sheetIn: true };
    expect(readableDossiers([conflicted])).toEqual([]);
    expect(readableDossiers([conflicted, { ...seat, role: "SECRETARY" }])).toEqual([]);
    expect(selfScoredDossiers([conflicted, { ...seat, role: "CHAIR" }])).toEqual([]);
    expect(readableDossiers([conflicted, { ...seat, dossierId: "d2", evaluationId: "e2" }])).toEqual(["d2"]);
  });
});

describe("what the producer claims", () => {
  const sees = (change: Partial<Reading>): boolean => selfScoredDossiers([{ ...seat, ...change }]).length > 0;

  it("is seen by chair and secretary from release, under every rule", () => {
    for (const role of ["CHAIR", "SECRETARY"] as const)
      for (const advanceSelfScore of selfScoreRules) {
        expect(sees({ role, advanceSelfScore })).toBe(true);
        expect(sees({ role, advanceSelfScore, released: false })).toBe(false);
      }
  });

  it.each([
    ["AFTER_OWN_SHEET", false, true, false],
    ["FROM_RELEASE", true, true, true],
    ["NEVER", false, false, false],
  ] as const)("under %s is seen by a member before the own sheet: %s, after it: %s, by an adviser: %s", (...row) => {
    const [advanceSelfScore, before, after, adviser] = row;
    for (const role of ["MEMBER", "EXPERT", "DEPUTY_CHAIR"] as const) {
      expect(sees({ role, advanceSelfScore })).toBe(before);
      expect(sees({ role, advanceSelfScore, sheetIn: true })).toBe(after);
    }
    expect(sees({ role: "ADVISOR", scoring: false, advanceSelfScore })).toBe(adviser);
  });
});

describe("the producer of a dossier before a council", () => {
  it.each(readerRoles)("is reached by chair and secretary alone, once it is released: %s", (role) => {
    const expected = role === "CHAIR" || role === "SECRETARY" ? ["p"] : [];
    expect(ledProducers([{ ...seat, role, sheetIn: true }])).toEqual(expected);
    expect(ledProducers([{ ...seat, role, sheetIn: true, released: false }])).toEqual([]);
  });

  it("is reached once however many of its dossiers one leads, and never with a conflict or unknown", () => {
    const chair = { ...seat, role: "CHAIR" } as const;
    const other = { ...chair, dossierId: "d2", evaluationId: "e2" };
    expect(ledProducers([chair, other, { ...other, evaluationId: "e3", producerId: "q" }])).toEqual(["p", "q"]);
    expect(ledProducers([{ ...seat, conflicted: true }, chair])).toEqual([]);
    expect(ledProducers([{ ...chair, producerId: null }])).toEqual([]);
  });
});
