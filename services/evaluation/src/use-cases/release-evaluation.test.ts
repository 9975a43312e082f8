import { newId } from "@ocop/service-kit";
import { onStage } from "../../test/on-stage";
import { newSeats, otherProvinceId, people } from "../../test/stage";
import { foundCouncil } from "./found-council";
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

it("tells nobody that a council of another province exists, unless the office reaches both", async (stage) => {
  const { id: evaluationId } = await stage.received();
  const { id: foreign } = await foundCouncil(await stage.as("strangerOfficer"), {
    provinceRegionId: otherProvinceId,
    rulesId: await stage.enterRules(),
    decisionNo: "6",
    decidedOn: "2026-01-05",
    termFrom: "2026-01-05",
    termUntil: "2027-01-05",
    seats: newSeats,
  });
  const officer = await stage.as("officer");
  const wish = { evaluationId, expectedVersion: 1 };
  for (const councilId of [foreign, newId()])
    expect(await stage.refused(() => releaseEvaluation(officer, { ...wish, councilId }))).toEqual([
      "BAD_USER_INPUT",
      { field: "councilId" },
    ]);
  const { assignments } = people.strangerOfficer;
  const both = { ...officer.viewer, assignments: [...officer.viewer.assignments, ...assignments] };
  expect(
    await stage.refused(() => releaseEvaluation({ ...officer, viewer: both }, { ...wish, councilId: foreign })),
  ).toEqual(["OTHER_PROVINCE", {}]);
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
