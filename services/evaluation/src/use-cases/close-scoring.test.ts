import { onStage } from "../../test/on-stage";
import { sheetWorth } from "../../test/rulebook";
import { type Stage, tea, type Who } from "../../test/stage";
import type { AgreedOption } from "../domain/evaluate";
import type { Evaluation } from "../domain/evaluation";
import { closeScoring } from "./close-scoring";

const { it } = onStage();

const close = async (
  stage: Stage,
  { id, version }: Evaluation,
  who: Who = "chair",
  agreed: readonly AgreedOption[] = [],
): Promise<Evaluation> => closeScoring(await stage.as(who), { evaluationId: id, expectedVersion: version, agreed });

it("makes the rating of the sheets that are in, and opens them to the council", async (stage) => {
  const { evaluation } = await stage.scoring();
  await stage.submitAll(evaluation, [76, 77, 78, 79, 80]);
  const closed = await close(stage, evaluation);
  expect(closed).toMatchObject({ state: "CLOSED", meanScore: "78.00", stars: 4, rejected: false });
  const { repositories } = await stage.as("chair");
  const round = await repositories.rounds.ofEvaluation(evaluation.id, 1);
  expect(round).toMatchObject({
    state: "CLOSED",
    closedAt: stage.now,
    rating: { sum: 390, count: 5, spreadExceeded: false },
  });
  expect(round.rating?.decisive).toHaveLength(32);
  const sheets = await repositories.sheets.ofRound(evaluation.id, 1);
  expect(sheets.map(({ roundState, total }) => [roundState, total])).toEqual(
    [76, 77, 78, 79, 80].map((total) => ["CLOSED", total]),
  );
});

it("needs the quorum of sheets, the chair's among them", async (stage) => {
  const { evaluation } = await stage.scoring();
  await stage.submitAll(evaluation, [76, 77, 78]);
  expect(await stage.refused(() => close(stage, evaluation))).toEqual(["NO_QUORUM", { needed: 4, got: 3 }]);
});

it("belongs to the chair", async (stage) => {
  const { evaluation } = await stage.scoring();
  await stage.submitAll(evaluation, [76, 77, 78, 79, 80]);
  for (const who of ["m1", "secretary", "officer"] as const)
    expect(await stage.refused(() => close(stage, evaluation, who))).toEqual(["FORBIDDEN", {}]);
});

it("holds the options the council agreed on against the minimums", async (stage) => {
  const { evaluation } = await stage.scoring();
  const missed = sheetWorth(tea.parts, 4, 78).map((answer) =>
    answer.criterion === "1.5" ? { ...answer, option: "linkage-none-or-unclear" } : answer,
  );
  for (const who of ["chair", "m1", "m2", "m3", "expert"] as const) await stage.submit(who, evaluation, missed);
  expect((await stage.refused(() => close(stage, evaluation, "chair", [{ criterion: "1.5", option: "yes" }])))[0]).toBe(
    "OPTION_UNKNOWN",
  );
  const agreed = [{ criterion: "1.5", option: "linkage-contract-over-75pct" }];
  expect(await close(stage, evaluation, "chair", agreed)).toMatchObject({ meanScore: "75.00", stars: 4 });
});

it("falls to three stars when the majority misses a 4★ minimum", async (stage) => {
  const { evaluation } = await stage.scoring();
  const missed = sheetWorth(tea.parts, 4, 78).map((answer) =>
    answer.criterion === "1.5" ? { ...answer, option: "linkage-none-or-unclear" } : answer,
  );
  for (const who of ["chair", "m1", "m2", "m3", "expert"] as const) await stage.submit(who, evaluation, missed);
  expect(await close(stage, evaluation)).toMatchObject({ meanScore: "75.00", stars: 3 });
});
