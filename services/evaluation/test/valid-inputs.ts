import { newId } from "@ocop/service-kit";
import type { Evaluation } from "../src/domain/evaluation";
import { requestRevocation } from "../src/use-cases/request-revocation";
import { certified, decided } from "./certified";
import type { EvaluationProcess } from "./process";
import { extreme, sheetWorth } from "./rulebook";
import { newSeats, provinceId, scorers, type Stage, tea, type Who } from "./stage";

export type ValidInput = { readonly who: Who; readonly input: Readonly<Record<string, unknown>> };

const step = ({ id, version }: Evaluation) => ({ evaluationId: id, expectedVersion: version });

const present = async (stage: Stage, councilId: string | null): Promise<readonly string[]> => {
  const { repositories } = await stage.as("officer");
  const seats = await repositories.councils.seats(councilId ?? "");
  return seats.filter(({ subject }) => scorers.some((one) => one === subject)).map(({ id }) => id);
};

const all = [76, 77, 78, 79, 80];

const closed = async (stage: Stage): Promise<Evaluation> => {
  const { evaluation } = await stage.scoring();
  await stage.submitAll(evaluation, all);
  return stage.close(evaluation);
};

const preparing: Readonly<Record<string, (stage: Stage) => Promise<ValidInput>>> = {
  foundCouncil: async (stage) => ({
    who: "officer",
    input: {
      provinceId,
      rulesId: await stage.enterRules(),
      decisionNo: "5/QĐ-UBND",
      decidedOn: "2026-11-01",
      termFrom: "2026-11-01",
      termUntil: "2027-11-01",
      seats: newSeats,
      idempotencyKey: newId(),
    },
  }),
  releaseEvaluation: async (stage) => {
    const { id: councilId } = await stage.council();
    return { who: "officer", input: { ...step(await stage.received()), councilId, idempotencyKey: newId() } };
  },
  openScoring: async (stage) => {
    const { evaluation, council } = await stage.released();
    return { who: "chair", input: { ...step(evaluation), presentSeatIds: await present(stage, council.id) } };
  },
  submitScoreSheet: async (stage) => {
    const { evaluation } = await stage.scoring();
    const answers = sheetWorth(tea.parts, 4, 78).map((answer) => ({ ...answer, reason: "Theo minh chứng" }));
    const findings = [{ ground: "reject-copied-product", reason: "Sao chép" }];
    return { who: "m1", input: { ...step(evaluation), answers, findings, comment: "Tốt", idempotencyKey: newId() } };
  },
  closeScoring: async (stage) => {
    const { evaluation } = await stage.scoring();
    await stage.submitAll(evaluation, all);
    const agreed = [{ criterion: "1.5", option: "linkage-contract-over-75pct" }];
    return { who: "chair", input: { ...step(evaluation), agreed } };
  },
  openDiscussion: async (stage) => ({ who: "chair", input: { ...step(await closed(stage)), reason: "Xem lại" } }),
  reopenScoring: async (stage) => {
    const discussed = await stage.discuss(await closed(stage));
    return {
      who: "chair",
      input: { ...step(discussed), presentSeatIds: await present(stage, discussed.councilId) },
    };
  },
  signMinutes: async (stage) => ({ who: "chair", input: step(await closed(stage)) }),
  recordDecision: async (stage) => ({
    who: "officer",
    input: {
      ...step(await stage.sign(await closed(stage))),
      decisionNo: "77/QĐ-UBND",
      decidedOn: "2026-11-21",
      authority: "UBND tỉnh",
      signedBy: "Nguyễn Văn A",
    },
  }),
  publishResult: async (stage) => {
    const { evaluation } = await stage.scoring();
    for (const who of scorers) await stage.submit(who, evaluation, extreme(tea.parts, "worst"));
    return { who: "officer", input: step(await stage.sign(await stage.close(evaluation))) };
  },
  issueCertificate: async (stage) => {
    const { evaluation } = await decided(stage);
    return {
      who: "officer",
      input: { evaluationId: evaluation.id, issuedOn: "2026-11-21", certificateNo: "1", idempotencyKey: newId() },
    };
  },
  requestRevocation: async (stage) => {
    const { certificate } = await certified(stage);
    const { id: certificateId, version: expectedVersion } = certificate;
    return {
      who: "officer",
      input: { certificateId, expectedVersion, ground: "LAW_BREACH", reason: "Vi phạm", idempotencyKey: newId() },
    };
  },
  confirmRevocation: async (stage) => {
    const { certificate } = await certified(stage);
    const { id, version } = await requestRevocation(await stage.as("officer"), {
      certificateId: certificate.id,
      expectedVersion: certificate.version,
      ground: "LAW_BREACH",
      reason: "Vi phạm",
      concludedOn: null,
    });
    return {
      who: "secondOfficer",
      input: {
        revocationId: id,
        expectedVersion: version,
        decisionNo: "91/QĐ-UBND",
        decidedOn: "2026-11-21",
        idempotencyKey: newId(),
      },
    };
  },
};

/** For each mutation a person and an input with which it takes effect, on rows of its own. */
export const validInputs = async (process: EvaluationProcess): Promise<Readonly<Record<string, ValidInput>>> => {
  const made: Record<string, ValidInput> = {};
  for (const [name, prepare] of Object.entries(preparing)) made[name] = await process.onStage(prepare);
  return made;
};
