import type { Certificate } from "../src/domain/certificate";
import type { Evaluation } from "../src/domain/evaluation";
import type { ProductCopy } from "../src/domain/product-copy";
import { closeScoring } from "../src/use-cases/close-scoring";
import { issueCertificate } from "../src/use-cases/issue-certificate";
import { openEvaluation } from "../src/use-cases/open-evaluation";
import { openScoring } from "../src/use-cases/open-scoring";
import { recordDecision } from "../src/use-cases/record-decision";
import { releaseEvaluation } from "../src/use-cases/release-evaluation";
import { signMinutes } from "../src/use-cases/sign-minutes";
import { scorers, type Stage } from "./stage";

const step = ({ id, version }: Evaluation) => ({ evaluationId: id, expectedVersion: version });

/** A product of four stars whose decision of today is recorded. */
export const decided = async (
  stage: Stage,
  changes: Partial<ProductCopy> = {},
  known?: ProductCopy,
): Promise<{ readonly evaluation: Evaluation; readonly product: ProductCopy }> => {
  const product = known ?? (await stage.product(changes));
  const council = await stage.council();
  const received = await openEvaluation(await stage.as("event"), stage.dossier(product));
  const released = await releaseEvaluation(await stage.as("officer"), { ...step(received), councilId: council.id });
  const seats = await stage.seats(council);
  const presentSeatIds = scorers.map((subject) => seats[subject]?.id ?? "");
  const scoring = await openScoring(await stage.as("chair"), { ...step(released), presentSeatIds });
  await stage.submitAll(scoring, [76, 77, 78, 79, 80]);
  const closed = await closeScoring(await stage.as("chair"), { ...step(scoring), agreed: [] });
  const signed = await signMinutes(await stage.as("chair"), step(closed));
  const evaluation = await recordDecision(await stage.as("officer"), {
    ...step(signed),
    decisionNo: "77/QĐ-UBND",
    decidedOn: stage.now.toISOString().slice(0, 10),
    authority: "UBND tỉnh Trình Diễn",
    signedBy: "Nguyễn Văn A",
  });
  return { evaluation, product };
};

/** … and its certificate issued today. */
export const certified = async (
  stage: Stage,
  changes: Partial<ProductCopy> = {},
  known?: ProductCopy,
): Promise<{ readonly certificate: Certificate; readonly product: ProductCopy }> => {
  const { evaluation, product } = await decided(stage, changes, known);
  const certificate = await issueCertificate(await stage.as("officer"), {
    evaluationId: evaluation.id,
    issuedOn: stage.now.toISOString().slice(0, 10),
    certificateNo: null,
  });
  return { certificate, product };
};
