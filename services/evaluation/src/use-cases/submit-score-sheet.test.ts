import { onStage } from "../../test/on-stage";
import { extreme, sheetWorth } from "../../test/rulebook";
import { tea } from "../../test/stage";
import { submitScoreSheet } from "./submit-score-sheet";

const { it } = onStage();
const answers = sheetWorth(tea.parts, 4, 78);

it("keeps the sheet of a member with its total, locked", async (stage) => {
  const { evaluation } = await stage.scoring();
  const sheet = await stage.submit("m1", evaluation, answers);
  expect(sheet).toMatchObject({
    total: 78,
    scoringRound: 1,
    roundState: "OPEN",
    subject: "m1",
    submittedAt: stage.now,
    answers,
  });
  for (const again of [answers, sheetWorth(tea.parts, 4, 79)])
    expect(await stage.refused(() => stage.submit("m1", evaluation, again))).toEqual(["SHEET_LOCKED", {}]);
});

it("belongs to a seat that scores", async (stage) => {
  const { evaluation } = await stage.scoring();
  for (const who of ["secretary", "advisor", "officer", "central"] as const)
    expect(await stage.refused(() => stage.submit(who, evaluation, answers))).toEqual(["FORBIDDEN", {}]);
  for (const who of ["stranger", "strangerOfficer"] as const)
    expect(await stage.refused(() => stage.submit(who, evaluation, answers))).toEqual(["NOT_FOUND", {}]);
});

it("counts only while scoring is open", async (stage) => {
  const { evaluation } = await stage.released();
  expect(await stage.refused(() => stage.submit("m1", evaluation, answers))).toEqual([
    "WRONG_STATE",
    { step: "submitScoreSheet", state: "RELEASED" },
  ]);
});

it("is complete, of this set, and none of these only where that is offered", async (stage) => {
  const { evaluation } = await stage.scoring();
  const wrong = [
    [answers.slice(1), "SHEET_INCOMPLETE", { criteria: ["1.1"] }],
    [[...answers, { criterion: "99", option: null, reason: null }], "CRITERION_UNKNOWN", { criteria: ["99"] }],
    [
      answers.map((one) => (one.criterion === "1.1" ? { ...one, option: "yes" } : one)),
      "OPTION_UNKNOWN",
      { criteria: ["1.1"] },
    ],
    [
      answers.map((one) => (one.criterion === "1.5" ? { ...one, option: null } : one)),
      "NONE_NOT_OFFERED",
      { criteria: ["1.5"] },
    ],
  ] as const;
  for (const [sheet, code, facts] of wrong)
    expect(await stage.refused(() => stage.submit("m1", evaluation, sheet))).toEqual([code, facts]);
});

it("gives a reason for an answer below a minimum that the producer claims", async (stage) => {
  const selfAssessment = Object.fromEntries(
    extreme(tea.parts, "best").map(({ criterion, option }) => [criterion, option]),
  );
  const { evaluation } = await stage.scoring({}, { selfAssessment });
  const [code, facts] = await stage.refused(() => stage.submit("m1", evaluation, answers));
  expect([code, facts["grounds"]]).toEqual(["REASON_REQUIRED", []]);
  const reasoned = answers.map((answer) => ({ ...answer, reason: "Hồ sơ thiếu minh chứng" }));
  expect((await stage.submit("m1", evaluation, reasoned)).total).toBe(78);
});

it("names a ground of rejection of this set, with its reason", async (stage) => {
  const { evaluation } = await stage.scoring();
  const submit = async (ground: string, reason: string | null) =>
    submitScoreSheet(await stage.as("m1"), {
      evaluationId: evaluation.id,
      expectedVersion: evaluation.version,
      answers,
      findings: [{ ground, reason }],
      comment: null,
    });
  expect((await stage.refused(() => submit("reject-cosmetics", "x")))[0]).toBe("GROUND_UNKNOWN");
  expect(await stage.refused(() => submit("reject-copied-product", null))).toEqual([
    "REASON_REQUIRED",
    { criteria: [], grounds: ["reject-copied-product"] },
  ]);
  expect((await submit("reject-copied-product", "Sao chép mẫu mã")).findings).toEqual([
    { ground: "reject-copied-product", reason: "Sao chép mẫu mã" },
  ]);
});

it("takes no over-long text", async (stage) => {
  const { evaluation } = await stage.scoring();
  const long = answers.map((answer) => ({ ...answer, reason: "x".repeat(2_001) }));
  expect(await stage.refused(() => stage.submit("m1", evaluation, long))).toEqual([
    "BAD_USER_INPUT",
    { field: "reason", max: 2_000 },
  ]);
});
