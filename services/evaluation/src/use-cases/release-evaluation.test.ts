import { onStage } from "../../test/on-stage";
import { releaseEvaluation } from "./release-evaluation";

const { it } = onStage();

it("hands a received dossier to the council, whose seats may read it from then on", async (stage) => {
  const { evaluation, council } = await stage.released();
  expect(evaluation).toMatchObject({ state: "RELEASED", councilId: council.id, releasedOn: "2026-11-21", version: 2 });
});

it("is refused for a version that somebody changed meanwhile, and once it is done", async (stage) => {
  const { evaluation, council } = await stage.released();
  const wish = { evaluationId: evaluation.id, councilId: council.id };
  expect(
    await stage.refused(async () => releaseEvaluation(await stage.as("officer"), { ...wish, expectedVersion: 1 })),
  ).toEqual(["STALE_VERSION", { currentVersion: 2 }]);
  expect(
    await stage.refused(async () => releaseEvaluation(await stage.as("officer"), { ...wish, expectedVersion: 2 })),
  ).toEqual(["WRONG_STATE", { step: "release", state: "RELEASED" }]);
});

it("is refused to the centre as forbidden, and to another province as unknown", async (stage) => {
  const { id: evaluationId } = await stage.received();
  const wish = { evaluationId, councilId: (await stage.council()).id, expectedVersion: 1 };
  expect(await stage.refused(async () => releaseEvaluation(await stage.as("central"), wish))).toEqual([
    "FORBIDDEN",
    {},
  ]);
  expect(await stage.refused(async () => releaseEvaluation(await stage.as("strangerOfficer"), wish))).toEqual([
    "NOT_FOUND",
    {},
  ]);
});

it("never brings a real product before a council with demonstration rules", async (stage) => {
  const council = await stage.council({}, true);
  const real = await stage.received();
  const wish = { councilId: council.id, expectedVersion: 1 };
  expect(
    await stage.refused(async () => releaseEvaluation(await stage.as("officer"), { ...wish, evaluationId: real.id })),
  ).toEqual(["DEMONSTRATION_RULES", {}]);
  const shown = await stage.received({}, { demonstration: true });
  expect(await releaseEvaluation(await stage.as("officer"), { ...wish, evaluationId: shown.id })).toMatchObject({
    state: "RELEASED",
  });
});
