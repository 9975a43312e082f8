import { addDays, addMonths, dayOf, type Day } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { readEnvironment } from "./config";
import { eventually, onceKnown, openGraph, type Graph } from "./graph";
import {
  bringDossierToProvince,
  findPlace,
  readCriteria,
  registerProducer,
  registerProduct,
  type Place,
  type Tale,
} from "./registry";
import { answersFor } from "./sheets";

/** A second tea, so that one rulebook serves both stories. */
const tale: Tale = {
  provinceCode: "99",
  communeCode: "99001",
  people: { owner: "demo-producer-b", delegate: null, commune: "demo-commune-b", province: "demo-province-b" },
  producer: "Hợp tác xã Chè Bãi Thử (minh họa)",
  address: "Thôn Ví Dụ, xã Bãi Thử, tỉnh Thử Nghiệm",
  representative: "Đỗ Thị Làm Thử",
  phone: "0900000099",
  nameVi: "Chè dây Bãi Thử (minh họa)",
  nameEn: "Trial Beach vine tea",
  storyVi: "Câu chuyện minh họa: chè dây hái trên cồn cát của tỉnh Thử Nghiệm.",
  storyEn: "A demonstration story: vine tea picked on the dunes of the Trial Province.",
  setCode: "QD26-11",
};

const { owner, province: officer } = tale.people;

/** Only the chair and the first member ever sign in. */
const seats = [
  { agency: "Ủy ban nhân dân tỉnh Thử Nghiệm (minh họa)", role: "CHAIR", subject: "demo-expert-a" },
  { agency: "Sở Công Thương Thử Nghiệm (minh họa)", role: "MEMBER", subject: "demo-advisor-a" },
  { agency: "Sở Y tế Thử Nghiệm (minh họa)", role: "MEMBER", subject: "demo-member-b2" },
  { agency: "Sở Khoa học và Công nghệ Thử Nghiệm (minh họa)", role: "MEMBER", subject: "demo-member-b3" },
  { agency: "Hội Nông dân tỉnh Thử Nghiệm (minh họa)", role: "MEMBER", subject: "demo-member-b4" },
] as const;
const [{ subject: chair }, { subject: scorer }] = seats;

type Row = { readonly id: string };
type Council = Row & { readonly seats: readonly Row[] };

const foundCouncil = async (graph: Graph, { province }: Place, today: Day): Promise<Council> => {
  const { councils } = await graph.ask<{ councils: { nodes: readonly Council[] } }>(
    officer,
    "{ councils(first: 100) { nodes { id seats { id } } } }",
  );
  const [known] = councils.nodes;
  if (known) return known;
  const { councilRules } = await graph.ask<{ councilRules: readonly (Row & { demonstration: boolean })[] }>(
    null,
    '{ councilRules(provinceCode: "98") { id demonstration } }',
  );
  const { foundCouncil } = await graph.ask<{ foundCouncil: Council }>(
    officer,
    "mutation ($input: FoundCouncilInput!) { foundCouncil(input: $input) { id seats { id } } }",
    {
      input: {
        provinceId: province.id,
        rulesId: councilRules.find(({ demonstration }) => demonstration)?.id,
        decisionNo: "11/QĐ-MH",
        decidedOn: addDays(today, -1),
        termFrom: addDays(today, -1),
        termUntil: addMonths(today, 12),
        seats: seats.map((seat) => ({ ...seat, displayName: `Hội đồng Thử Nghiệm: ${seat.subject}` })),
      },
    },
  );
  return foundCouncil;
};

type Evaluation = Row & { readonly version: number; readonly state: string };

const readEvaluation = (graph: Graph, dossierId: string): Promise<Evaluation> =>
  eventually("the opening of the evaluation", async () => {
    const { dossier } = await graph.ask<{ dossier: { evaluation: Evaluation | null } }>(
      officer,
      "query ($id: ID!) { dossier(id: $id) { evaluation { id version state } } }",
      { id: dossierId },
    );
    return dossier.evaluation;
  });

/** The council scores, and one of five sheets is in. */
const beginScoring = async (graph: Graph, dossierId: string, council: Council): Promise<string> => {
  for (;;) {
    const { id, version, state } = await readEvaluation(graph, dossierId);
    const about = { evaluationId: id, expectedVersion: version };
    switch (state) {
      case "RECEIVED":
        await onceKnown("the product in evaluation", ["PRODUCT_UNKNOWN"], () =>
          graph.ask(officer, "mutation ($input: ReleaseEvaluationInput!) { releaseEvaluation(input: $input) { id } }", {
            input: { ...about, councilId: council.id },
          }),
        );
        break;
      case "RELEASED":
        await graph.ask(chair, "mutation ($input: OpenScoringInput!) { openScoring(input: $input) { id } }", {
          input: { ...about, presentSeatIds: council.seats.map((seat) => seat.id) },
        });
        break;
      default:
        await graph.ask(
          scorer,
          "mutation ($input: SubmitScoreSheetInput!) { submitScoreSheet(input: $input) { id } }",
          {
            input: {
              ...about,
              answers: answersFor(await readCriteria(graph, tale), 4, 77),
              comment: "Phiếu chưa công bố (minh họa).",
              idempotencyKey: `neighbour-${id}-${scorer}`,
            },
          },
        );
        return id;
    }
  }
};

const findSalePoint = async (graph: Graph, { province, commune }: Place): Promise<string> => {
  const { salePoints } = await graph.ask<{ salePoints: { nodes: readonly Row[] } }>(
    null,
    "query ($where: SalePointWhere) { salePoints(first: 1, where: $where) { nodes { id } } }",
    { where: { provinceId: province.id } },
  );
  const [known] = salePoints.nodes;
  if (known) return known.id;
  const { registerSalePoint } = await graph.ask<{ registerSalePoint: Row }>(
    officer,
    "mutation ($input: RegisterSalePointInput!) { registerSalePoint(input: $input) { id } }",
    {
      input: {
        nameVi: "Điểm giới thiệu sản phẩm OCOP Bãi Thử (minh họa)",
        kind: "ROAD_STOP",
        addressLine: "Đường Ví Dụ, xã Bãi Thử, tỉnh Thử Nghiệm",
        areaSquareMetres: 50,
        provinceId: province.id,
        communeId: commune.id,
        operatorSubject: "demo-operator-b",
        demonstration: true,
      },
    },
  );
  return registerSalePoint.id;
};

/** A lot that nobody but the producer and its officers sees. */
const draftLot = async (graph: Graph, productId: string, today: Day): Promise<string> => {
  const { product } = await graph.ask<{ product: { tradeItems: readonly Row[] | null } }>(
    owner,
    "query ($id: ID!) { product(id: $id) { tradeItems(first: 1) { id } } }",
    { id: productId },
  );
  const item =
    product.tradeItems?.[0] ??
    (await onceKnown("the product in traceability", ["PRODUCT_UNKNOWN", "PRODUCER_UNKNOWN", "FORBIDDEN"], async () => {
      const { registerTradeItem } = await graph.ask<{ registerTradeItem: Row }>(
        owner,
        "mutation ($input: RegisterTradeItemInput!) { registerTradeItem(input: $input) { id } }",
        { input: { productId, brand: "Chè Bãi Thử (minh họa)", packName: "Gói 50 g" } },
      );
      return registerTradeItem;
    }));
  const { lots } = await graph.ask<{ lots: { nodes: readonly Row[] } }>(
    owner,
    "query ($where: LotWhere) { lots(first: 1, where: $where) { nodes { id } } }",
    { where: { tradeItemId: item.id } },
  );
  const [known] = lots.nodes;
  if (known) return known.id;
  const { createLot } = await graph.ask<{ createLot: Row }>(
    owner,
    "mutation ($input: CreateLotInput!) { createLot(input: $input) { id } }",
    { input: { tradeItemId: item.id, lotNo: "BT-01", producedOn: addDays(today, -2) } },
  );
  return createLot.id;
};

/**
 * What lies beside the story in the trial province, told by its own people: a tea whose council has begun to score
 * it, so that one sheet is in and open; a sale point, and a lot that is not published. Told again, it goes on where
 * it stopped. The last line is one JSON object with the ids.
 */
const tell = async (): Promise<void> => {
  const { gateway, issuer, clockOffsetSeconds } = readEnvironment();
  const graph = openGraph({ gateway, issuer });
  const today = dayOf(systemClock(clockOffsetSeconds * 1000).now());
  const place = await findPlace(graph, tale);
  const producerId = await registerProducer(graph, place, tale);
  const productId = await registerProduct(graph, place, producerId, tale);
  const dossierId = await bringDossierToProvince(graph, place, productId, () => undefined, tale);
  const council = await foundCouncil(graph, place, today);
  const evaluationId = await beginScoring(graph, dossierId, council);
  const salePointId = await findSalePoint(graph, place);
  const lotId = await draftLot(graph, productId, today);
  const ids = { provinceId: place.province.id, producerId, productId, dossierId, evaluationId, salePointId, lotId };
  process.stdout.write(`${JSON.stringify({ ...ids, councilId: council.id })}\n`);
};

tell().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
