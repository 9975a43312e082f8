import { comparePaths, compareRoots, type Payload, type Sample } from "@ocop/service-kit/testing";
import { queriesOf } from "../src/data/queries";
import { type EvaluationViewer, rules } from "../src/domain/rights";
import { sheetWorth } from "./rulebook";
import { afterTheTerm, openWorld, rowsIn, subgraph, type World } from "./rights-world";
import { morning, newSeats, people, provinceId, tea } from "./stage";

const told = (value: string) => ({ field: "id", value });
const page = (root: string, args = "first: 100"): readonly string[] => [
  `{ ${root}(${args}) { nodes { SELECTION } } }`,
  `{ ${root}(${args}) { edges { node { SELECTION } } } }`,
];

describe("one verdict on every path of evaluation", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.process.stop());

  const evaluationSample = async (state: keyof World["evaluations"], more: readonly string[] = []): Promise<Sample> => {
    const { id } = world.evaluations[state];
    return {
      key: { id },
      told: told(id),
      ways: [`{ evaluation(id: "${id}") { SELECTION } }`, ...more],
      row: await rowsIn(world).evaluation(id),
    };
  };

  const sheetSample = async (state: keyof World["evaluations"]): Promise<Sample> => {
    const row = await rowsIn(world).sheet(world.evaluations[state].id, "m1");
    const { id } = row;
    // Whose sheet it is reads it inside the evaluation, and only while the seat is held.
    return { key: null, told: told(id), ways: [], row };
  };

  /** One row of every type, in the scope of the roles; of evaluations and sheets one in each state that rules read. */
  const samples = async (): Promise<Readonly<Record<string, Sample>>> => {
    const { evaluations, council, certificate, recognitionId, process } = world;
    const { published } = evaluations;
    const { productId, dossierId } = published;
    const queries = queriesOf(process.dataSource.manager);
    const [rulesRow] = await queries.councilRulesOf([council.rulesId]);
    return {
      Evaluation: await evaluationSample("published", [
        ...page("evaluations"),
        ...page("evaluations", "where: { state: PUBLISHED }"),
      ]),
      "Evaluation#open": await evaluationSample("scoring"),
      "Evaluation#closed": await evaluationSample("closed"),
      ScoreSheet: await sheetSample("published"),
      "ScoreSheet#open": await sheetSample("scoring"),
      "ScoreSheet#closed": await sheetSample("closed"),
      Council: {
        key: { id: council.id },
        told: told(council.id),
        ways: [`{ council(id: "${council.id}") { SELECTION } }`, ...page("councils")],
        row: await rowsIn(world).council(council.id),
      },
      CouncilRules: {
        key: null,
        told: told(council.rulesId),
        ways: ["{ councilRules { SELECTION } }"],
        row: rulesRow ?? {},
      },
      CriteriaSet: {
        key: null,
        told: told(published.criteriaSetId),
        ways: [`{ criteriaSet(regime: "qd26-2026", code: "QD26-11") { SELECTION } }`, ...page("criteriaSets")],
        row: await rowsIn(world).criteriaSet(published.criteriaSetId),
      },
      Certificate: {
        key: { id: certificate.id },
        told: told(certificate.id),
        ways: [
          `{ certificate(id: "${certificate.id}") { SELECTION } }`,
          `{ certificateByLookupCode(code: "${certificate.lookupCode.toLowerCase()}") { SELECTION } }`,
          ...page("certificates"),
          ...page("certificates", `where: { provinceId: "${provinceId}", stars: 4 }`),
        ],
        row: certificate,
      },
      Revocation: {
        key: null,
        told: told(world.revocationId),
        ways: [`{ certificate(id: "${certificate.id}") { revocations { SELECTION } } }`],
        row: await rowsIn(world).revocation(certificate.id),
      },
      Recognition: { key: null, told: told(recognitionId), ways: [], row: {} },
      Product: { key: { id: productId }, told: told(productId), ways: [], row: {} },
      Dossier: { key: { id: dossierId }, told: told(dossierId), ways: [], row: {} },
    };
  };

  /**
   * Everybody, but once: a seat, and a right that knows no unit, stays the same when units are merged; of rights that
   * ended nothing is left, whatever they were; one seat of another council stands for all.
   */
  const asking = (): Readonly<Record<string, EvaluationViewer>> => {
    const isOnce = (name: string, { seats }: EvaluationViewer): boolean => {
      if (name.endsWith("merged territory")) return name.startsWith("PROVINCE_OFFICER");
      if (name.endsWith("expired")) return name.startsWith("PROVINCE_OFFICER");
      return !name.endsWith("out of scope") || seats.length === 0 || name.startsWith("MEMBER");
    };
    return Object.fromEntries(Object.entries(world.viewers).filter(([name, one]) => isOnce(name, one)));
  };

  const viewer = (name: string): EvaluationViewer => {
    const found = world.viewers[name];
    if (!found) throw new Error(`nobody is ${name}`);
    return found;
  };

  /** One mutation for each type that mutations answer with. */
  const payloads = (): readonly Payload<EvaluationViewer>[] => {
    const { evaluations, council, secondCertificate, uncertified } = world;
    const { received, scoring } = evaluations;
    const step = ({ id, version }: { readonly id: string; readonly version: number }) => ({
      evaluationId: id,
      expectedVersion: version,
    });
    const sent = (
      type: string,
      name: string,
      as: string | EvaluationViewer,
      input: object,
      row: object,
    ): Payload<EvaluationViewer> => ({
      type,
      document: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { SELECTION } }`,
      viewer: typeof as === "string" ? viewer(as) : as,
      variables: () => Promise.resolve({ input }),
      row,
    });
    const released = { ...received, state: "RELEASED", councilId: council.id };
    const sheet = { subject: "expert", roundState: "OPEN", councilId: council.id, provinceRegionId: provinceId };
    const founding = {
      ...{ provinceId, rulesId: council.rulesId, decisionNo: "6/QĐ-UBND", decidedOn: "2026-01-05", seats: newSeats },
      ...{ termFrom: "2026-01-05", termUntil: "2027-01-05" },
    };
    const issue = { evaluationId: uncertified.id, issuedOn: "2026-11-21", idempotencyKey: "issue" };
    const revoke = {
      ...{ certificateId: secondCertificate.id, expectedVersion: secondCertificate.version },
      ...{ ground: "LAW_BREACH", reason: "Vi phạm", idempotencyKey: "revoke" },
    };
    const scores = { ...step(scoring), answers: sheetWorth(tea.parts, 4, 78), idempotencyKey: "sheet" };
    return [
      sent(
        "Evaluation",
        "releaseEvaluation",
        "PROVINCE_OFFICER, in scope",
        { ...step(received), councilId: council.id },
        released,
      ),
      sent("ScoreSheet", "submitScoreSheet", "EXPERT, in scope", scores, sheet),
      sent("Council", "foundCouncil", "PROVINCE_OFFICER, merged territory", founding, council),
      sent("Certificate", "issueCertificate", people.secondOfficer, issue, secondCertificate),
      sent("Revocation", "requestRevocation", "PROVINCE_OFFICER, in scope", revoke, secondCertificate),
    ];
  };

  it("every field of every type, as everybody, is judged by its rule alone", async () => {
    const report = await comparePaths({
      ...subgraph,
      rules,
      ...{ samples: await samples(), payloads: payloads(), viewers: asking(), ask: world.ask },
      now: world.process.clock.now(),
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.unwalked).toEqual([]);
    expect(report.compared).toBeGreaterThan(50_000);
  }, 400_000);

  it("whoever sat on the council sees after its term what everybody sees", async () => {
    const { process, formerViewers, ask } = world;
    process.clock.set(afterTheTerm);
    const { Evaluation, ScoreSheet, Council, ...all } = await samples();
    if (!Evaluation || !ScoreSheet || !Council) throw new Error("nothing to look at");
    const { "Evaluation#closed": closed } = all;
    const report = await comparePaths({
      ...subgraph,
      rules,
      samples: { Evaluation, ScoreSheet, Council, ...(closed ? { "Evaluation#closed": closed } : {}) },
      ...{ viewers: formerViewers, ask, now: process.clock.now() },
    });
    process.clock.set(morning);
    expect(report.differences).toEqual([]);
    // Nothing is reached any more but the published evaluation.
    const { council, evaluations } = world;
    expect(report.unwalked.toSorted()).toEqual(
      [
        "ScoreSheet: Evaluation.scoreSheets",
        "Council: _entities",
        "Council: Evaluation.council",
        `Council: { council(id: "${council.id}") { SELECTION } }`,
        ...page("councils").map((way) => `Council: ${way}`),
        `Evaluation: { evaluation(id: "${evaluations.closed.id}") { SELECTION } }`,
      ].toSorted(),
    );
  }, 120_000);

  it("every root keeps out who could never pass, before a row is read, and nobody else", async () => {
    const { process, viewers, ask } = world;
    const report = await compareRoots({
      ...subgraph,
      ...{ rules, viewers, ask, everything: process.everything },
      args: {
        // Elsewhere the use case itself refuses, before it reads anything.
        "Mutation.foundCouncil": ({ assignments }) => `(input: {
          provinceId: "${assignments[0]?.regionIds[0] ?? provinceId}", rulesId: "${provinceId}", decisionNo: "1",
          decidedOn: "2026-01-05", termFrom: "2026-01-05", termUntil: "2027-01-05", seats: [] })`,
      },
    });
    expect(report.differences).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.refused).toBeGreaterThan(300);
  }, 120_000);
});
