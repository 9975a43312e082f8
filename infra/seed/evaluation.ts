import { addDays, addMonths, type Day } from "@ocop/contracts";
import { eventually, onceKnown, type Graph } from "./graph";
import { readCriteria, type Place } from "./registry";
import { answersFor } from "./sheets";

/** Five agencies of Điều 7.3b with the demo people who represent them. The secretary's seat does not score. */
const seats = [
  { agency: "Ủy ban nhân dân tỉnh (minh họa)", role: "CHAIR", subject: "demo-chair-a", points: 80 },
  { agency: "Sở Công Thương (minh họa)", role: "MEMBER", subject: "demo-member-a1", points: 78 },
  { agency: "Sở Y tế (minh họa)", role: "MEMBER", subject: "demo-member-a2", points: 76 },
  { agency: "Sở Khoa học và Công nghệ (minh họa)", role: "MEMBER", subject: "demo-member-a3", points: 79 },
  { agency: "Hội Nông dân tỉnh (minh họa)", role: "MEMBER", subject: "demo-two-hats", points: 77 },
  {
    agency: "Văn phòng điều phối nông thôn mới (minh họa)",
    role: "SECRETARY",
    subject: "demo-secretary-a",
    points: null,
  },
] as const;

const chair = seats[0].subject;
const officer = "demo-province-a";
const council = "Hội đồng trình diễn";

type Council = { readonly id: string; readonly seats: readonly { readonly id: string; readonly role: string }[] };

const foundCouncil = async (graph: Graph, { province }: Place, today: Day): Promise<Council> => {
  const fields = "{ id seats { id role } }";
  const { councils } = await graph.ask<{ councils: { nodes: readonly Council[] } }>(
    officer,
    `{ councils(first: 100) { nodes ${fields} } }`,
  );
  const [known] = councils.nodes;
  if (known) return known;
  const { councilRules } = await graph.ask<{ councilRules: readonly { id: string; demonstration: boolean }[] }>(
    null,
    '{ councilRules(provinceCode: "98") { id demonstration } }',
  );
  const rules = councilRules.find(({ demonstration }) => demonstration);
  const { foundCouncil } = await graph.ask<{ foundCouncil: Council }>(
    officer,
    `mutation ($input: FoundCouncilInput!) { foundCouncil(input: $input) ${fields} }`,
    {
      input: {
        provinceId: province.id,
        rulesId: rules?.id,
        decisionNo: "01/QĐ-MH",
        decidedOn: addDays(today, -1),
        termFrom: addDays(today, -1),
        termUntil: addMonths(today, 12),
        seats: seats.map(({ agency, role, subject }) => ({
          agency,
          role,
          subject,
          displayName: `${council}: ${subject}`,
        })),
      },
    },
  );
  return foundCouncil;
};

type Evaluation = { readonly id: string; readonly version: number; readonly state: string };

const readEvaluation = (graph: Graph, dossierId: string): Promise<Evaluation> =>
  eventually("the opening of the evaluation", async () => {
    const { dossier } = await graph.ask<{ dossier: { evaluation: Evaluation | null } }>(
      officer,
      "query ($id: ID!) { dossier(id: $id) { evaluation { id version state } } }",
      { id: dossierId },
    );
    return dossier.evaluation;
  });

type Result = {
  readonly stars: number | null;
  readonly meanScore: string;
  readonly certificate: { readonly id: string } | null;
};

/** Shown to the province's office from the moment the scoring round is closed. */
const readResult = async (graph: Graph, { id }: Evaluation): Promise<Result> => {
  const { evaluation } = await graph.ask<{ evaluation: Result }>(
    officer,
    "query ($id: ID!) { evaluation(id: $id) { stars meanScore certificate { id } } }",
    { id },
  );
  return evaluation;
};

const handInSheets = async (graph: Graph, { id, version }: Evaluation): Promise<void> => {
  const criteria = await readCriteria(graph);
  for (const { subject, points } of seats) {
    if (points === null) continue;
    await graph.ask(subject, "mutation ($input: SubmitScoreSheetInput!) { submitScoreSheet(input: $input) { id } }", {
      input: {
        evaluationId: id,
        expectedVersion: version,
        answers: answersFor(criteria, 4, points),
        comment: "Phiếu chấm minh họa.",
        idempotencyKey: `story-${id}-${subject}`,
      },
    });
  }
};

/** The work of the council and of the province's office, step by step, until the certificate is issued. */
export const evaluate = async (
  graph: Graph,
  place: Place,
  dossierId: string,
  today: Day,
  say: (line: string) => void,
): Promise<void> => {
  const council = await foundCouncil(graph, place, today);
  const scoring = council.seats.filter(({ role }) => role !== "SECRETARY").map(({ id }) => id);
  const step = (person: string, name: string, evaluation: Evaluation, more: object = {}) =>
    graph.ask(
      person,
      `mutation ($input: ${name[0]?.toUpperCase() ?? ""}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`,
      { input: { evaluationId: evaluation.id, expectedVersion: evaluation.version, ...more } },
    );
  for (;;) {
    const evaluation = await readEvaluation(graph, dossierId);
    switch (evaluation.state) {
      case "RECEIVED":
        say("the province founds a council of five and releases the dossier to it");
        await onceKnown("the product in evaluation", ["PRODUCT_UNKNOWN"], () =>
          step(officer, "releaseEvaluation", evaluation, { councilId: council.id }),
        );
        break;
      case "RELEASED":
        say("the chair opens scoring");
        await step(chair, "openScoring", evaluation, { presentSeatIds: scoring });
        break;
      case "SCORING":
        say("five members score 32 criteria each; the chair closes");
        await handInSheets(graph, evaluation);
        await step(chair, "closeScoring", evaluation);
        break;
      case "CLOSED": {
        const { meanScore, stars } = await readResult(graph, evaluation);
        say(`mean ${meanScore}, ${String(stars)} stars; the minutes are signed`);
        await step(chair, "signMinutes", evaluation);
        break;
      }
      case "SIGNED":
        say("the decision is recorded");
        await step(officer, "recordDecision", evaluation, {
          decisionNo: "02/QĐ-MH",
          decidedOn: today,
          authority: "UBND tỉnh Trình Diễn (minh họa)",
          signedBy: "Chủ tịch UBND tỉnh Trình Diễn (minh họa)",
        });
        break;
      default:
        if ((await readResult(graph, evaluation)).certificate) return;
        say("the certificate is issued for 36 calendar months");
        await graph.ask(
          officer,
          "mutation ($input: IssueCertificateInput!) { issueCertificate(input: $input) { id } }",
          {
            input: {
              evaluationId: evaluation.id,
              issuedOn: today,
              certificateNo: "MH-0001",
              idempotencyKey: `story-${evaluation.id}`,
            },
          },
        );
    }
  }
};
