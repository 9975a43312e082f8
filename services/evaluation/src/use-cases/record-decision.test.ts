import { onStage } from "../../test/on-stage";
import { extreme } from "../../test/rulebook";
import { scorers, type Stage, tea } from "../../test/stage";
import type { Evaluation } from "../domain/evaluation";
import type { Answer } from "../domain/score-sheet";
import { closeScoring } from "./close-scoring";
import { publishResult } from "./publish-result";
import { recordDecision } from "./record-decision";
import { signMinutes } from "./sign-minutes";

const { it } = onStage();

const step = ({ id, version }: Evaluation) => ({ evaluationId: id, expectedVersion: version });
const facts = {
  decisionNo: "77/QĐ-UBND",
  decidedOn: "2026-11-21",
  authority: "UBND tỉnh Trình Diễn",
  signedBy: "Nguyễn Văn A",
};

const signed = async (stage: Stage, sheets: readonly number[] | readonly Answer[]): Promise<Evaluation> => {
  const { evaluation } = await stage.scoring();
  if (typeof sheets[0] === "number") await stage.submitAll(evaluation, sheets as readonly number[]);
  else for (const who of scorers) await stage.submit(who, evaluation, sheets as readonly Answer[]);
  const closed = await closeScoring(await stage.as("chair"), { ...step(evaluation), agreed: [] });
  return signMinutes(await stage.as("chair"), step(closed));
};

it("records the decision with its own number and makes the result public", async (stage) => {
  const evaluation = await signed(stage, [76, 77, 78, 79, 80]);
  const published = await recordDecision(await stage.as("officer"), { ...step(evaluation), ...facts });
  expect(published).toMatchObject({ state: "PUBLISHED", publishedAt: stage.now, stars: 4 });
  const { repositories } = await stage.as("officer");
  expect(await repositories.decisions.ofEvaluation(evaluation.id)).toMatchObject({
    ...facts,
    stars: 4,
    level: "PROVINCE",
  });
});

it("of three and four stars is the province's, of five the centre's", async (stage) => {
  const four = await signed(stage, [76, 77, 78, 79, 80]);
  expect(
    await stage.refused(async () => recordDecision(await stage.as("central"), { ...step(four), ...facts })),
  ).toEqual(["OTHER_AUTHORITY", { authority: "PROVINCE" }]);
  const five = await signed(stage, extreme(tea.parts, "best"));
  expect(five.stars).toBe(5);
  expect(
    await stage.refused(async () => recordDecision(await stage.as("officer"), { ...step(five), ...facts })),
  ).toEqual(["OTHER_AUTHORITY", { authority: "CENTRAL" }]);
  const central = { ...facts, decisionNo: "9/QĐ-BNNMT", authority: "Bộ Nông nghiệp và Môi trường" };
  expect((await recordDecision(await stage.as("central"), { ...step(five), ...central })).state).toBe("PUBLISHED");
});

it("does not exist below three stars; such a result becomes public as it is", async (stage) => {
  const low = await signed(stage, extreme(tea.parts, "worst"));
  expect(low.stars).toBe(1);
  expect(
    await stage.refused(async () => recordDecision(await stage.as("officer"), { ...step(low), ...facts })),
  ).toEqual(["NOT_CERTIFIABLE", { stars: 1 }]);
  expect((await publishResult(await stage.as("officer"), step(low))).state).toBe("PUBLISHED");
});

it("is not skipped for three stars and more", async (stage) => {
  const four = await signed(stage, [76, 77, 78, 79, 80]);
  expect(await stage.refused(async () => publishResult(await stage.as("officer"), step(four)))).toEqual([
    "WRONG_STATE",
    { step: "publishResult", state: "SIGNED" },
  ]);
});

it("is refused before the minutes, to strangers, with days out of order and empty texts", async (stage) => {
  const { evaluation: running } = await stage.scoring();
  const officer = async (changes: object, evaluation: Evaluation) =>
    stage.refused(async () => recordDecision(await stage.as("officer"), { ...step(evaluation), ...facts, ...changes }));
  expect(await officer({}, running)).toEqual(["WRONG_STATE", { step: "publish", state: "SCORING" }]);
  const four = await signed(stage, [76, 77, 78, 79, 80]);
  for (const decidedOn of ["2026-11-20", "2026-11-22"])
    expect((await officer({ decidedOn }, four))[0]).toBe("DATE_OUT_OF_ORDER");
  for (const changes of [{ decisionNo: "" }, { authority: " " }, { signedBy: "x".repeat(201) }])
    expect((await officer(changes, four))[0]).toBe("BAD_USER_INPUT");
  expect(
    await stage.refused(async () => recordDecision(await stage.as("strangerOfficer"), { ...step(four), ...facts })),
  ).toEqual(["NOT_FOUND", {}]);
  expect(await stage.refused(async () => recordDecision(await stage.as("chair"), { ...step(four), ...facts }))).toEqual(
    ["FORBIDDEN", {}],
  );
});
