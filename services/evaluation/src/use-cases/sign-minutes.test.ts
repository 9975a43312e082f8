import { onStage } from "../../test/on-stage";
import { scorers, type Stage } from "../../test/stage";
import type { Evaluation } from "../domain/evaluation";
import { closeScoring } from "./close-scoring";
import { openDiscussion } from "./open-discussion";
import { reopenScoring } from "./reopen-scoring";
import { signMinutes } from "./sign-minutes";

const { it } = onStage();

const step = ({ id, version }: Evaluation) => ({ evaluationId: id, expectedVersion: version });

const closed = async (stage: Stage, ...points: readonly number[]) => {
  const { evaluation, council } = await stage.scoring();
  await stage.submitAll(evaluation, points);
  return { council, evaluation: await closeScoring(await stage.as("chair"), { ...step(evaluation), agreed: [] }) };
};

it("lets the result stand and gives the named sheets to the province's office", async (stage) => {
  const { evaluation } = await closed(stage, 76, 77, 78, 79, 80);
  const signed = await signMinutes(await stage.as("chair"), step(evaluation));
  expect(signed).toMatchObject({ state: "SIGNED", signedAt: stage.now, meanScore: "78.00" });
  const { repositories } = await stage.as("chair");
  const sheets = await repositories.sheets.ofRound(evaluation.id, 1);
  expect(new Set(sheets.map(({ roundState }) => roundState))).toEqual(new Set(["SIGNED"]));
});

it("is refused while the totals lie too far apart; a discussion makes new sheets and keeps the old ones", async (stage) => {
  const { evaluation, council } = await closed(stage, 69, 75, 78, 79, 80);
  expect(await stage.refused(async () => signMinutes(await stage.as("chair"), step(evaluation)))).toEqual([
    "DISCUSSION_REQUIRED",
    { spread: 11, limit: "10" },
  ]);
  const reason = "Hai thành viên xem minh chứng khác nhau";
  const discussed = await openDiscussion(await stage.as("chair"), { ...step(evaluation), reason });
  expect(discussed.state).toBe("DISCUSSION");

  const seats = await stage.seats(council);
  const presentSeatIds = scorers.map((subject) => seats[subject]?.id ?? "");
  const again = await reopenScoring(await stage.as("chair"), { ...step(discussed), presentSeatIds });
  expect(again).toMatchObject({ state: "RESCORING", scoringRound: 2, meanScore: "76.20" });
  await stage.submitAll(again, [75, 76, 78, 79, 80]);
  const second = await closeScoring(await stage.as("chair"), { ...step(again), agreed: [] });
  expect(second).toMatchObject({ state: "CLOSED", meanScore: "77.60", stars: 4 });
  expect((await signMinutes(await stage.as("chair"), step(second))).state).toBe("SIGNED");

  const { repositories } = await stage.as("chair");
  const [first, last] = await Promise.all([1, 2].map((no) => repositories.sheets.ofRound(evaluation.id, no)));
  expect(first?.map(({ total }) => total)).toEqual([69, 75, 78, 79, 80]);
  expect(last?.map(({ total }) => total)).toEqual([75, 76, 78, 79, 80]);
  expect(await repositories.rounds.ofEvaluation(evaluation.id, 1)).toMatchObject({
    state: "CLOSED",
    discussionReason: reason,
    rating: { sum: 381 },
  });
});

it("belongs to the chair who presides, and happens once", async (stage) => {
  const { evaluation } = await closed(stage, 76, 77, 78, 79, 80);
  for (const who of ["m1", "secretary", "officer"] as const)
    expect(await stage.refused(async () => signMinutes(await stage.as(who), step(evaluation)))).toEqual([
      "FORBIDDEN",
      {},
    ]);
  const signed = await signMinutes(await stage.as("chair"), step(evaluation));
  expect(await stage.refused(async () => signMinutes(await stage.as("chair"), step(signed)))).toEqual([
    "WRONG_STATE",
    { step: "sign", state: "SIGNED" },
  ]);
  expect(
    await stage.refused(async () => openDiscussion(await stage.as("chair"), { ...step(signed), reason: "Xem lại" })),
  ).toEqual(["WRONG_STATE", { step: "openDiscussion", state: "SIGNED" }]);
});
