import { onStage } from "../../test/on-stage";
import { scorers, type Stage, type Who } from "../../test/stage";
import type { Council } from "../domain/council";
import type { Evaluation } from "../domain/evaluation";
import { openScoring } from "./open-scoring";

const { it } = onStage();

const open = async (
  stage: Stage,
  who: Who,
  { evaluation, council }: { readonly evaluation: Evaluation; readonly council: Council },
  present: readonly string[],
): Promise<Evaluation> => {
  const seats = await stage.seats(council);
  return openScoring(await stage.as(who), {
    evaluationId: evaluation.id,
    expectedVersion: evaluation.version,
    presentSeatIds: present.map((subject) => seats[subject]?.id ?? "01a00000-0000-7000-8000-00000000dead"),
  });
};

it("opens the first scoring round with those present and the settings of the council", async (stage) => {
  const released = await stage.released();
  const evaluation = await open(stage, "chair", released, scorers);
  expect(evaluation).toMatchObject({ state: "SCORING", scoringRound: 1 });
  const { repositories } = await stage.as("chair");
  expect(await repositories.rounds.ofEvaluation(evaluation.id, 1)).toMatchObject({
    state: "OPEN",
    settings: released.council.settings,
    openedAt: stage.now,
    rating: null,
  });
});

it("belongs to the chair: a member is forbidden, a stranger knows of nothing", async (stage) => {
  const released = await stage.released();
  for (const who of ["m1", "secretary", "advisor", "officer"] as const)
    expect(await stage.refused(() => open(stage, who, released, scorers))).toEqual(["FORBIDDEN", {}]);
  for (const who of ["stranger", "strangerOfficer"] as const)
    expect(await stage.refused(() => open(stage, who, released, scorers))).toEqual(["NOT_FOUND", {}]);
});

it("needs the quorum with the chair, of seats of this council", async (stage) => {
  const released = await stage.released();
  expect(await stage.refused(() => open(stage, "chair", released, ["chair", "m1", "m2", "secretary"]))).toEqual([
    "NO_QUORUM",
    { needed: 4, got: 3 },
  ]);
  expect(await stage.refused(() => open(stage, "chair", released, ["m1", "m2", "m3", "expert"]))).toEqual([
    "NOT_PRESIDING",
    { presiding: null },
  ]);
  expect(await stage.refused(() => open(stage, "chair", released, [...scorers, "nobody"]))).toEqual([
    "BAD_USER_INPUT",
    { field: "presentSeatIds" },
  ]);
});

it("waits for the lead time: released on Saturday, one working day, scored on Monday, or Tuesday after a holiday", async (stage) => {
  const released = await stage.released({ leadTimeWorkingDays: 1 });
  expect(await stage.refused(() => open(stage, "chair", released, scorers))).toEqual([
    "TOO_EARLY",
    { opensOn: "2026-11-23" },
  ]);
  stage.now = new Date("2026-11-23T01:00:00Z");
  const { repositories } = await stage.as("loader");
  const holiday = { id: released.council.id, version: 0, day: "2026-11-23", name: "Nghỉ", source: "Thông báo" };
  await repositories.holidays.save(holiday);
  expect(await stage.refused(() => open(stage, "chair", released, scorers))).toEqual([
    "TOO_EARLY",
    { opensOn: "2026-11-24" },
  ]);
  stage.now = new Date("2026-11-24T01:00:00Z");
  expect((await open(stage, "chair", released, scorers)).state).toBe("SCORING");
});

it("is not repeated, and takes no version that somebody changed", async (stage) => {
  const released = await stage.released();
  const evaluation = await open(stage, "chair", released, scorers);
  expect((await stage.refused(() => open(stage, "chair", released, scorers)))[0]).toBe("STALE_VERSION");
  expect(await stage.refused(() => open(stage, "chair", { ...released, evaluation }, scorers))).toEqual([
    "WRONG_STATE",
    { step: "openScoring", state: "SCORING" },
  ]);
});
