import { onStage } from "../../test/on-stage";
import { openEvaluation } from "./open-evaluation";
import { publishCriteriaSet } from "./publish-criteria-set";
import { setOf } from "../../test/rulebook";

const { it } = onStage();

it("opens the evaluation of an accepted dossier under the current content of its set", async (stage) => {
  const dossier = stage.dossier(await stage.product(), { selfAssessment: { "1.1": "material-in-province-75-100pct" } });
  const deps = await stage.as("event");
  const evaluation = await openEvaluation(deps, dossier);
  const set = await deps.repositories.criteriaSets.current("qd26-2026", "QD26-11");
  expect(evaluation).toMatchObject({
    ...dossier,
    version: 1,
    state: "RECEIVED",
    criteriaSetId: set?.id,
    scoringRound: 0,
  });
  expect(await deps.repositories.evaluations.ofDossier(dossier.dossierId)).toEqual(evaluation);
});

it("opens one evaluation, however often it is told of the dossier", async (stage) => {
  const dossier = stage.dossier(await stage.product());
  const first = await openEvaluation(await stage.as("event"), dossier);
  const before = await stage.everything();
  expect(await openEvaluation(await stage.as("event"), dossier)).toEqual(first);
  expect(await stage.everything()).toBe(before);
});

it("waits for a set that is not loaded, and takes none whose source is incomplete", async (stage) => {
  const product = await stage.product();
  await publishCriteriaSet(await stage.as("loader"), setOf("QD1048-21"));
  for (const [regime, setCode] of [
    ["qd26-2026", "QD26-12"],
    ["qd1048-2019", "QD1048-21"],
  ] as const)
    expect(
      await stage.refused(async () =>
        openEvaluation(await stage.as("event"), stage.dossier(product, { regime, setCode })),
      ),
    ).toEqual(["CRITERIA_SET_UNKNOWN", { setCode, regime }]);
});

it("is opened by registry's event and by no person", async (stage) => {
  const dossier = stage.dossier(await stage.product());
  expect(await stage.refused(async () => openEvaluation(await stage.as("officer"), dossier))).toEqual([
    "NOT_FOUND",
    {},
  ]);
});
