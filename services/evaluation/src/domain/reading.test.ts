import { defaults } from "../../test/rulebook";
import type { Seat } from "./council";
import { readersOf } from "./reading";

const seat = (role: Seat["role"], changes: Partial<Seat> = {}): Seat => ({
  id: `seat of ${role}`,
  version: 1,
  councilId: "council",
  agency: "agency",
  role,
  subject: role.toLowerCase(),
  displayName: "name",
  alsoMember: false,
  ...changes,
});
const council = { termFrom: "2026-01-05", termUntil: "2027-01-05", settings: defaults };

describe("who reads a released dossier", () => {
  it("is every seat, with nothing of a sheet but that it is in", () => {
    const seats = [seat("CHAIR"), seat("MEMBER"), seat("SECRETARY"), seat("ADVISOR")];
    expect(readersOf(council, seats, new Set(["seat of CHAIR"]), "2026-11-21")).toEqual([
      { subject: "chair", role: "CHAIR", scoring: true, sheetIn: true, conflicted: false },
      { subject: "member", role: "MEMBER", scoring: true, sheetIn: false, conflicted: false },
      { subject: "secretary", role: "SECRETARY", scoring: false, sheetIn: false, conflicted: false },
      { subject: "advisor", role: "ADVISOR", scoring: false, sheetIn: false, conflicted: false },
    ]);
  });

  it("says of a secretary who is a member too that the seat scores", () => {
    const [reader] = readersOf(council, [seat("SECRETARY", { alsoMember: true })], new Set(), "2026-11-21");
    expect(reader).toMatchObject({ role: "SECRETARY", scoring: true });
  });

  it.each([
    ["2026-01-04", 0],
    ["2026-01-05", 1],
    ["2027-01-04", 1],
    ["2027-01-05", 0],
  ])("is nobody outside the council's term: on %s %i seats of one", (today, count) => {
    expect(readersOf(council, [seat("CHAIR")], new Set(), today)).toHaveLength(count);
  });
});
