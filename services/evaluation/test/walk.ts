import { newId } from "@ocop/service-kit";
import type { Answer } from "../src/domain/score-sheet";
import type { EvaluationProcess } from "./process";
import { sheetWorth } from "./rulebook";
import { producerId, scorers, tea, type Who } from "./stage";

export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number };

/** Sends one mutation as a person would; any refusal fails the test. */
export const actOn =
  (process: EvaluationProcess) =>
  async (who: Who, mutation: string, input: object, fields = ""): Promise<Row> => {
    const { data, errors } = await process.ask<Record<string, Row>>(who, documentOf(mutation, `id version ${fields}`), {
      input,
    });
    const row = data?.[mutation];
    if (!row || errors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    return row;
  };

export const documentOf = (mutation: string, fields: string): string =>
  `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${fields} } }`;

/** One member's sheet of one scoring round, with words and points that stand nowhere else. */
export type Plant = {
  readonly who: (typeof scorers)[number];
  readonly round: number;
  readonly words: string;
  readonly total: number;
};

/** No total is another's, nor a sum or a mean that anybody may see; the first round lies too far apart. */
const totals: readonly (readonly number[])[] = [
  [61, 67, 71, 73, 79],
  [72, 74, 77, 78, 80],
];

export const plants: readonly Plant[] = totals.flatMap((row, nth) =>
  scorers.map((who, seat) => ({
    who,
    round: nth + 1,
    // Plain ASCII, so that the words stand in every encoding of a row as they are.
    words: `remark ${newId()}`,
    total: row[seat] ?? 0,
  })),
);

export const answersOf = ({ words, total, round }: Plant): readonly Answer[] =>
  sheetWorth(tea.parts, round === 1 ? 3 : 4, total).map((answer, nth) => ({
    ...answer,
    reason: nth === 0 ? `${words} as a reason` : null,
  }));

/** Where the walk stands: the state, and the newest scoring round whose sheets are open, 0 for none. */
export type Station = {
  readonly name: string;
  readonly evaluation: Row;
  readonly open: number;
  /** the newest scoring round of which sheets are in */
  readonly newest: number;
  readonly signed: boolean;
  readonly published: boolean;
};

export type Walk = {
  readonly councilId: string;
  readonly dossierId: string;
  readonly productId: string;
  readonly certificateId: string;
};

/**
 * Takes one evaluation through every state by way of the graph, with five planted sheets in each of two scoring
 * rounds, and stops in each state; in an open round twice, with three sheets in and with all five.
 */
export const walk = async (
  process: EvaluationProcess,
  visit: (station: Station, known: Omit<Walk, "certificateId">) => Promise<void>,
): Promise<Walk> => {
  const act = actOn(process);
  const known = await process.onStage(async (stage) => {
    await stage.loadTea();
    const council = await stage.council();
    const { id, version, dossierId, productId } = await stage.received({ producerId }, { producerId });
    const seats = await stage.seats(council);
    const presentSeatIds = scorers.map((subject) => seats[subject]?.id ?? "");
    return { evaluation: { id, version }, councilId: council.id, dossierId, productId, presentSeatIds };
  });
  const { councilId, dossierId, productId, presentSeatIds } = known;
  const ids = { councilId, dossierId, productId };
  let { evaluation } = known;

  const step = () => ({ evaluationId: evaluation.id, expectedVersion: evaluation.version });
  const stop = async (name: string, more: Partial<Station> = {}): Promise<void> => {
    await visit({ name, evaluation, open: 0, newest: 0, signed: false, published: false, ...more }, ids);
  };
  const handIn = async (plant: Plant): Promise<void> => {
    const input = { ...step(), answers: answersOf(plant), comment: plant.words, idempotencyKey: keyOf(plant) };
    await act(plant.who, "submitScoreSheet", input);
  };
  const score = async (state: string, round: number): Promise<void> => {
    const own = plants.filter((plant) => plant.round === round);
    for (const plant of own.slice(0, 3)) await handIn(plant);
    await stop(`${state}, three of five sheets in`, { open: round, newest: round });
    for (const plant of own.slice(3)) await handIn(plant);
    await stop(`${state}, all sheets in`, { open: round, newest: round });
    evaluation = await act("chair", "closeScoring", step());
    await stop(`CLOSED after round ${String(round)}`, { newest: round });
  };

  await stop("RECEIVED");
  evaluation = await act("officer", "releaseEvaluation", { ...step(), councilId });
  await stop("RELEASED");
  evaluation = await act("chair", "openScoring", { ...step(), presentSeatIds });
  await score("SCORING", 1);
  evaluation = await act("chair", "openDiscussion", { ...step(), reason: "Chênh lệch quá lớn" });
  await stop("DISCUSSION", { newest: 1 });
  evaluation = await act("chair", "reopenScoring", { ...step(), presentSeatIds });
  await score("RESCORING", 2);
  evaluation = await act("chair", "signMinutes", step());
  await stop("SIGNED", { newest: 2, signed: true });
  const today = process.clock.now().toISOString().slice(0, 10);
  const decision = { decisionNo: "77/QĐ-UBND", decidedOn: today, authority: "UBND tỉnh", signedBy: "Nguyễn Văn A" };
  evaluation = await act("officer", "recordDecision", { ...step(), ...decision });
  await stop("PUBLISHED", { newest: 2, signed: true, published: true });
  const certificate = await act("officer", "issueCertificate", {
    evaluationId: evaluation.id,
    issuedOn: today,
    idempotencyKey: "issue",
  });
  return { ...ids, certificateId: certificate.id };
};

/** The client's name for the attempt to hand in this sheet. */
export const keyOf = ({ who, round }: Plant): string => `sheet-${who}-${String(round)}`;
