import { deliver, deliveryOf } from "@ocop/service-kit/testing";
import { newId } from "@ocop/service-kit";
import { anonymous } from "@ocop/contracts";
import { workerOf } from "../src/main";
import { handlers } from "../src/events/subscriptions";
import { type EvaluationProcess, evaluationProcess } from "./process";
import { sheetWorth } from "./rulebook";
import { communeId, newSeats, provinceId, scorers, tea, type Who } from "./stage";

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number };

describe("from an accepted dossier to a certificate and its revocation", () => {
  let process: EvaluationProcess;
  const [productId, producerId, dossierId] = [newId(), newId(), newId()];
  let councilId: string;
  let seats: readonly { readonly id: string; readonly role: string; readonly displayName: string }[];
  let evaluation: Row;
  let certificate: Row;

  beforeAll(async () => {
    process = await evaluationProcess();
    await process.onStage((stage) => stage.loadTea());
  });
  afterAll(() => process.stop());

  const act = async (who: Who, mutation: string, input: object, fields: string): Promise<Row> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { id version ${fields} } }`;
    const { data, errors } = await process.ask<Record<string, Row>>(who, document, { input });
    expect(errors).toEqual([]);
    const row = data?.[mutation];
    if (!row) throw new Error(`${mutation} answered nothing`);
    return row;
  };
  const step = (): object => ({ evaluationId: evaluation.id, expectedVersion: evaluation.version });
  const productAs = async (who: Who | typeof anonymous): Promise<unknown> => {
    const { data } = await process.ask<{ _entities: readonly unknown[] }>(
      who,
      `query ($id: ID!) { _entities(representations: [{ __typename: "Product", id: $id }]) {
         ... on Product { stars certificate { stars regime issuedOn expiresOn status asOf } } } }`,
      { id: productId },
    );
    return data?._entities[0];
  };

  it("registry's events open the evaluation", async () => {
    const { deps } = workerOf(process.clock);
    const inbox = { service: "evaluation", dataSource: process.dataSource, handlers, deps } as const;
    const place = {
      provinceRegionId: provinceId,
      communeRegionId: communeId,
      provinceName: { vi: "tỉnh Trình Diễn", en: null },
      communeName: { vi: "xã Đồi Chè", en: null },
      demonstration: true,
    };
    const name = { vi: "Chè Shan Đồi Xanh", en: "Green Hill Shan tea" };
    const claims = Object.fromEntries(sheetWorth(tea.parts, 4, 80).map(({ criterion, option }) => [criterion, option]));
    await deliver(
      inbox,
      deliveryOf(
        "registry.producer.changed",
        { id: producerId, version: 1 },
        { ...place, name: "Hợp tác xã Trình Diễn", kind: "COOPERATIVE", addressLine: null },
      ),
      deliveryOf(
        "registry.product.changed",
        { id: productId, version: 1 },
        { ...place, producerId, code: null, name, story: null, setCode: "QD26-11", state: "CANDIDATE" },
      ),
      deliveryOf(
        "registry.dossier.accepted",
        { id: dossierId, version: 4 },
        {
          productId,
          producerId,
          productName: name,
          setCode: "QD26-11",
          regime: "qd26-2026",
          registrationType: "FIRST",
          roundId: newId(),
          provinceRegionId: provinceId,
          communeRegionId: communeId,
          snapshotSha256: "cd".repeat(32),
          selfAssessment: claims,
          acceptedAt: "2026-11-21T02:00:00.000Z",
        },
      ),
    );
    const { data } = await process.ask<{ evaluations: { nodes: readonly Row[] } }>(
      "officer",
      "{ evaluations(where: { state: RECEIVED }) { totalCount nodes { id version state setCode productName(lang: EN) { value } } } }",
    );
    expect(data?.evaluations).toMatchObject({
      totalCount: 1,
      nodes: [{ state: "RECEIVED", setCode: "QD26-11", productName: { value: "Green Hill Shan tea" } }],
    });
    const [found] = data?.evaluations.nodes ?? [];
    if (!found) throw new Error("no evaluation was opened");
    evaluation = found;
  });

  it("the province founds a council of five and hands it the dossier", async () => {
    const rulesId = await process.onStage((stage) => stage.enterRules({}, true));
    const council = await act(
      "officer",
      "foundCouncil",
      {
        provinceId,
        rulesId,
        decisionNo: "5/QĐ-UBND",
        decidedOn: "2026-11-01",
        termFrom: "2026-11-01",
        termUntil: "2027-11-01",
        seats: newSeats,
      },
      "seats { id role displayName }",
    );
    councilId = council.id;
    seats = council["seats"] as typeof seats;
    evaluation = await act("officer", "releaseEvaluation", { ...step(), councilId }, "state releasedOn");
    expect(evaluation).toMatchObject({ state: "RELEASED", releasedOn: "2026-11-21" });
  });

  it("the chair opens scoring with the five present", async () => {
    const presentSeatIds = seats.filter(({ role }) => role !== "SECRETARY" && role !== "ADVISOR").map(({ id }) => id);
    evaluation = await act(
      "chair",
      "openScoring",
      { ...step(), presentSeatIds },
      "state scoringRound sheetsIn sheetsExpected",
    );
    expect(evaluation).toMatchObject({ state: "SCORING", scoringRound: 1, sheetsIn: 0, sheetsExpected: 5 });
  });

  it("five members score on the real tree", async () => {
    for (const [nth, who] of scorers.entries()) {
      const answers = sheetWorth(tea.parts, 4, 76 + nth).map((answer) => ({ ...answer, reason: "Theo minh chứng" }));
      const sheet = await act(
        who,
        "submitScoreSheet",
        { ...step(), answers, idempotencyKey: `sheet-of-${who}` },
        "total roundState",
      );
      expect(sheet).toMatchObject({ total: 76 + nth, roundState: "OPEN" });
    }
  });

  it("nobody reads another's sheet or any figure of it while the round is open", async () => {
    const document = `query ($id: ID!) { evaluation(id: $id) { sheetsIn scoreSheets { total answers { option } } meanScore rating { sum } rounds { rating { sum } } } }`;
    for (const who of ["m1", "chair"] as const) {
      const { data } = await process.ask<{ evaluation: { scoreSheets: readonly { total: number }[] } }>(who, document, {
        id: evaluation.id,
      });
      expect(data?.evaluation.scoreSheets.map(({ total }) => total)).toEqual([who === "m1" ? 77 : 76]);
      expect(data?.evaluation).toMatchObject({ sheetsIn: 5, meanScore: null, rating: null, rounds: null });
    }
    for (const who of ["secretary", "officer", "central", "advisor"] as const) {
      const { data } = await process.ask(who, document, { id: evaluation.id });
      expect(data?.["evaluation"]).toEqual({
        sheetsIn: 5,
        scoreSheets: [],
        meanScore: null,
        rating: null,
        rounds: null,
      });
    }
    for (const who of ["stranger", "strangerOfficer"] as const)
      expect(await process.ask(who, document, { id: evaluation.id })).toMatchObject({
        data: { evaluation: null },
        errors: [{ extensions: { code: "NOT_FOUND" } }],
      });
  });

  it("the chair closes: mean 78.00, all minimums met, four stars", async () => {
    evaluation = await act(
      "chair",
      "closeScoring",
      step(),
      "state meanScore stars rejected rating { sum count mean highest lowest spreadExceeded above { stars meanReaches } } scoreSheets { total seat { displayName } }",
    );
    expect(evaluation).toMatchObject({
      state: "CLOSED",
      meanScore: "78.00",
      stars: 4,
      rejected: false,
      rating: {
        sum: 390,
        count: 5,
        mean: "78.00",
        highest: 80,
        lowest: 76,
        spreadExceeded: false,
        above: [{ stars: 5, meanReaches: false }],
      },
    });
    expect(evaluation["scoreSheets"]).toHaveLength(5);
  });

  it("the province sees closed sheets without names, and names with the signed minutes", async () => {
    const document = "query ($id: ID!) { evaluation(id: $id) { scoreSheets { total seat { displayName } } } }";
    const before = await process.ask<{ evaluation: { scoreSheets: readonly object[] } }>("officer", document, {
      id: evaluation.id,
    });
    expect(before.data?.evaluation.scoreSheets).toEqual([76, 77, 78, 79, 80].map((total) => ({ total, seat: null })));
    expect(new Set(before.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(["FORBIDDEN"]));
    evaluation = await act("chair", "signMinutes", step(), "state");
    const after = await process.ask<{ evaluation: { scoreSheets: readonly object[] } }>("officer", document, {
      id: evaluation.id,
    });
    expect(after.errors).toEqual([]);
    expect(after.data?.evaluation.scoreSheets[0]).toEqual({ total: 76, seat: { displayName: "Đại diện chair" } });
  });

  it("the public knows nothing before the decision is recorded", async () => {
    const document = "query ($id: ID!) { evaluation(id: $id) { state meanScore stars decision { decisionNo } } }";
    expect((await process.ask(anonymous, document, { id: evaluation.id })).errors[0]?.extensions.code).toBe(
      "NOT_FOUND",
    );
    evaluation = await act(
      "officer",
      "recordDecision",
      {
        ...step(),
        decisionNo: "77/QĐ-UBND",
        decidedOn: "2026-11-21",
        authority: "UBND tỉnh Trình Diễn",
        signedBy: "Nguyễn Văn A",
      },
      "state",
    );
    expect((await process.ask(anonymous, document, { id: evaluation.id })).data?.["evaluation"]).toEqual({
      state: "PUBLISHED",
      meanScore: "78.00",
      stars: 4,
      decision: { decisionNo: "77/QĐ-UBND" },
    });
  });

  it("the certificate is issued for 36 calendar months, and the product carries its stars", async () => {
    certificate = await act(
      "officer",
      "issueCertificate",
      { evaluationId: evaluation.id, issuedOn: "2026-11-21", idempotencyKey: "issue-the-certificate" },
      "stars regime issuedOn expiresOn status lookupCode certificateNo renewalWindow { first last } product { id }",
    );
    expect(certificate).toMatchObject({
      stars: 4,
      regime: "qd26-2026",
      issuedOn: "2026-11-21",
      expiresOn: "2029-11-21",
      status: "VALID",
      certificateNo: null,
      renewalWindow: { first: "2029-05-25", last: "2029-07-24" },
      product: { id: productId },
    });
    expect(await productAs(anonymous)).toEqual({
      stars: 4,
      certificate: {
        stars: 4,
        regime: "qd26-2026",
        issuedOn: "2026-11-21",
        expiresOn: "2029-11-21",
        status: "VALID",
        asOf: "2026-11-21",
      },
    });
    const { data } = await process.ask(
      anonymous,
      "query ($code: String!) { certificateByLookupCode(code: $code) { id } }",
      { code: String(certificate["lookupCode"]).toLowerCase() },
    );
    expect(data).toEqual({ certificateByLookupCode: { id: certificate.id } });
  });

  it("two officers revoke it, and the product carries no stars any more", async () => {
    const revocation = await act(
      "officer",
      "requestRevocation",
      {
        certificateId: certificate.id,
        expectedVersion: certificate.version,
        ground: "PRODUCTION_STOPPED",
        reason: "Chủ thể dừng sản xuất",
        concludedOn: "2026-11-21",
        idempotencyKey: "request-the-revocation",
      },
      "state decideBy",
    );
    expect(revocation).toMatchObject({ state: "REQUESTED", decideBy: "2026-12-06" });
    expect(await productAs(anonymous)).toMatchObject({ stars: 4 });
    const input = {
      revocationId: revocation.id,
      expectedVersion: revocation.version,
      decisionNo: "91/QĐ-UBND",
      decidedOn: "2026-11-21",
      idempotencyKey: "confirm-the-revocation",
    };
    const same = await process.ask(
      "officer",
      "mutation ($input: ConfirmRevocationInput!) { confirmRevocation(input: $input) { id } }",
      { input },
    );
    expect(same.errors[0]?.extensions.code).toBe("SAME_OFFICER");
    const revoked = await act("secondOfficer", "confirmRevocation", input, "status revokedOn revocationGround");
    expect(revoked).toMatchObject({
      status: "REVOKED",
      revokedOn: "2026-11-21",
      revocationGround: "PRODUCTION_STOPPED",
    });
    expect(await productAs(anonymous)).toEqual({ stars: null, certificate: null });
  });

  it("and every step told the platform what it had to know, once", async () => {
    const rows = await process.dataSource.query<{ type: string; agg_ver: number }[]>(
      "SELECT type, agg_ver FROM outbox_event WHERE type LIKE 'evaluation.certificate.%' ORDER BY event_id",
    );
    expect(rows).toEqual([
      { type: "evaluation.certificate.issued", agg_ver: 1 },
      { type: "evaluation.certificate.revoked", agg_ver: 2 },
    ]);
  });
});
