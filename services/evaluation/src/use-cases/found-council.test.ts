import { onStage } from "../../test/on-stage";
import { defaults } from "../../test/rulebook";
import { newSeats, provinceId, type Stage } from "../../test/stage";
import { type Founding, foundCouncil } from "./found-council";

const { it } = onStage();

const founding = async (stage: Stage, changes: Partial<Founding> = {}): Promise<Founding> => ({
  provinceRegionId: provinceId,
  rulesId: changes.rulesId ?? (await stage.enterRules()),
  decisionNo: "5/QĐ-UBND",
  decidedOn: "2026-01-05",
  termFrom: "2026-01-05",
  termUntil: "2027-01-05",
  seats: newSeats,
  ...changes,
});

it("founds a council with the settings of its rules and a seat for each representative", async (stage) => {
  const council = await foundCouncil(await stage.as("officer"), await founding(stage));
  expect(council).toMatchObject({
    version: 1,
    provinceRegionId: provinceId,
    settings: { ...defaults, leadTimeWorkingDays: 0 },
    decisionNo: "5/QĐ-UBND",
    termUntil: "2027-01-05",
  });
  const seats = await stage.seats(council);
  expect(Object.keys(seats).sort()).toEqual(["advisor", "chair", "expert", "m1", "m2", "m3", "secretary"]);
  expect(seats["chair"]).toMatchObject({ role: "CHAIR", agency: "Cơ quan chair", displayName: "Đại diện chair" });
});

it("gives a seat its rights for the term and not a day longer", async (stage) => {
  const council = await foundCouncil(await stage.as("officer"), await founding(stage, { termUntil: "2026-11-22" }));
  expect((await stage.as("chair")).viewer.seats).toEqual([{ councilId: council.id, role: "CHAIR", scoring: true }]);
  expect((await stage.as("secretary")).viewer.seats).toMatchObject([{ role: "SECRETARY", scoring: false }]);
  stage.now = new Date("2026-11-22T00:00:00Z");
  expect((await stage.as("chair")).viewer.seats).toEqual([]);
});

it("is refused outside the officer's province and to anybody else", async (stage) => {
  const wish = await founding(stage);
  for (const who of ["strangerOfficer", "central", "chair", "stranger"] as const)
    expect(await stage.refused(async () => foundCouncil(await stage.as(who), wish))).toEqual(["FORBIDDEN", {}]);
});

it("is refused with seats that form no council", async (stage) => {
  const wish = await founding(stage, { seats: newSeats.filter(({ role }) => role !== "CHAIR") });
  expect(await stage.refused(async () => foundCouncil(await stage.as("officer"), wish))).toEqual([
    "SEATS_INVALID",
    { reasons: ["one-chair"] },
  ]);
});

it("is refused under rules that ask for two passes", async (stage) => {
  const wish = await founding(stage, { rulesId: await stage.enterRules({ passes: 2 }) });
  expect(await stage.refused(async () => foundCouncil(await stage.as("officer"), wish))).toEqual([
    "PASSES_NOT_OFFERED",
    { passes: 2 },
  ]);
});

it("is refused with days out of order, unknown rules and empty texts", async (stage) => {
  const rulesId = await stage.enterRules();
  const wrong = [
    [{ rulesId: provinceId }, "BAD_USER_INPUT"],
    [{ decidedOn: "2026-11-22", termFrom: "2026-11-22" }, "DATE_OUT_OF_ORDER"],
    [{ termFrom: "2026-01-04" }, "DATE_OUT_OF_ORDER"],
    [{ termUntil: "2026-01-05" }, "DATE_OUT_OF_ORDER"],
    [{ decisionNo: "  " }, "BAD_USER_INPUT"],
    [{ decisionNo: "x".repeat(61) }, "BAD_USER_INPUT"],
    [{ seats: newSeats.map((seat) => ({ ...seat, subject: `có dấu ${seat.subject}` })) }, "BAD_USER_INPUT"],
  ] as const;
  for (const [changes, code] of wrong) {
    const wish = await founding(stage, { rulesId, ...changes });
    expect((await stage.refused(async () => foundCouncil(await stage.as("officer"), wish)))[0]).toBe(code);
  }
});
