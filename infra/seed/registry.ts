import { eventually, onceKnown, type Graph } from "./graph";
import { answersFor, type Criterion } from "./sheets";

/** The demonstration's tea: every text says that it is a demonstration. */
const tea = {
  producer: "Hợp tác xã Chè Trình Diễn (minh họa)",
  address: "Thôn Minh Họa, xã Đồi Chè, tỉnh Trình Diễn",
  representative: "Nguyễn Thị Minh Họa",
  phone: "0900000000",
  nameVi: "Chè Shan Trình Diễn (minh họa)",
  nameEn: "Demonstration Shan tea",
  storyVi:
    "Câu chuyện minh họa: trên đồi chè của tỉnh Trình Diễn, hợp tác xã hái một tôm hai lá, sao chảo gang và kể lại nghề chè của làng trong từng gói chè.",
  storyEn:
    "A demonstration story: on the tea hill of the Demonstration Province the cooperative picks one bud and two leaves, roasts them in iron pans and tells of its village's craft with every packet.",
  setCode: "QD26-11",
} as const;

type Unit = { readonly id: string };
export type Place = { readonly province: Unit; readonly commune: Unit };

/** The demonstration territory. */
export const findPlace = async (graph: Graph): Promise<Place> =>
  graph.ask<Place>(
    null,
    `{ province: administrativeUnitByCode(listVersion: "demonstration", code: "98") { id }
       commune: administrativeUnitByCode(listVersion: "demonstration", code: "98001") { id } }`,
  );

/** The producer that the demo person owns, registered by the commune's officer when there is none yet. */
export const registerProducer = async (graph: Graph, { commune }: Place): Promise<string> => {
  const owned = await graph.ask<{ me: { assignments: readonly { role: string; scopeId: string | null }[] } | null }>(
    "demo-producer-a",
    "{ me { assignments { role scopeId } } }",
  );
  const known = owned.me?.assignments.find(({ role }) => role === "PRODUCER_OWNER")?.scopeId;
  if (known) return known;
  const { registerProducer } = await graph.ask<{ registerProducer: { id: string } }>(
    "demo-commune-a",
    "mutation ($input: RegisterProducerInput!) { registerProducer(input: $input) { id } }",
    {
      input: {
        name: tea.producer,
        kind: "COOPERATIVE",
        communeId: commune.id,
        addressLine: tea.address,
        representative: tea.representative,
        phone: tea.phone,
        ownerSubject: "demo-producer-a",
        delegateSubject: "demo-delegate-a",
      },
    },
  );
  return registerProducer.id;
};

/** The product, entered by its producer. A right just granted reaches the gateway within half a minute. */
export const registerProduct = async (graph: Graph, { province }: Place, producerId: string): Promise<string> => {
  const { products } = await graph.ask<{
    products: { nodes: readonly { id: string; producer: { id: string } | null }[] };
  }>(null, `query ($where: ProductWhere) { products(first: 100, where: $where) { nodes { id producer { id } } } }`, {
    where: { provinceId: province.id, demonstration: true },
  });
  const known = products.nodes.find(({ producer }) => producer?.id === producerId);
  if (known) return known.id;
  const { registerProduct } = await onceKnown("the producer's right", ["FORBIDDEN", "NOT_FOUND"], () =>
    graph.ask<{ registerProduct: { id: string } }>(
      "demo-producer-a",
      "mutation ($input: RegisterProductInput!) { registerProduct(input: $input) { id } }",
      {
        input: {
          producerId,
          nameVi: tea.nameVi,
          nameEn: tea.nameEn,
          storyVi: tea.storyVi,
          storyEn: tea.storyEn,
          setCode: tea.setCode,
        },
      },
    ),
  );
  return registerProduct.id;
};

type Tree = { readonly parts: readonly { readonly groups: readonly { readonly criteria: readonly Criterion[] }[] }[] };

/** The criteria of the tea set as evaluation publishes them, in printed order. */
export const readCriteria = async (graph: Graph): Promise<readonly Criterion[]> => {
  const { criteriaSet } = await graph.ask<{ criteriaSet: Tree }>(
    null,
    `query ($code: String!) { criteriaSet(regime: "qd26-2026", code: $code) {
      parts { groups { criteria { code options { key points star } } } } } }`,
    { code: tea.setCode },
  );
  return criteriaSet.parts.flatMap(({ groups }) => groups.flatMap(({ criteria }) => criteria));
};

type Dossier = { readonly id: string; readonly version: number; readonly state: string };
const dossierFields = "{ id version state }";

const findDossier = async (graph: Graph, productId: string): Promise<Dossier | null> => {
  const { dossiers } = await graph.ask<{
    dossiers: { nodes: readonly (Dossier & { product: { id: string } | null })[] };
  }>("demo-producer-a", "{ dossiers(first: 100) { nodes { id version state product { id } } } }");
  return dossiers.nodes.find(({ product }) => product?.id === productId) ?? null;
};

const text = (form: string, key: string, value: string) => ({ form, key, text: value });
const yes = (form: string, key: string) => ({ form, key, flag: true });

/** Drafts forms 01 and 02 with the self-assessment and its evidence, and submits them. */
const draftAndSubmit = async (graph: Graph, productId: string, place: Place): Promise<void> => {
  const criteria = await readCriteria(graph);
  const known = await findDossier(graph, productId);
  const { rounds } = await graph.ask<{ rounds: readonly { id: string; extra: boolean }[] }>(
    null,
    "query ($id: ID!) { rounds(provinceId: $id) { id extra } }",
    { id: place.province.id },
  );
  const round = rounds.find(({ extra }) => extra);
  if (!round) throw new Error("the demonstration province has no extra round");
  const opened =
    known ??
    (await onceKnown("the criteria set in registry", ["CRITERIA_SET_UNKNOWN"], async () => {
      const { openDossier } = await graph.ask<{ openDossier: Dossier }>(
        "demo-producer-a",
        `mutation ($input: OpenDossierInput!) { openDossier(input: $input) ${dossierFields} }`,
        { input: { productId, roundId: round.id, registrationType: "FIRST" } },
      );
      return openDossier;
    }));
  const { saveDossier } = await graph.ask<{ saveDossier: Dossier }>(
    "demo-producer-a",
    `mutation ($input: SaveDossierInput!) { saveDossier(input: $input) ${dossierFields} }`,
    {
      input: {
        dossierId: opened.id,
        expectedVersion: opened.version,
        fields: [
          text("FORM_01", "legalRepresentative", tea.representative),
          text("FORM_01", "contactAddress", tea.address),
          text("FORM_01", "phone", tea.phone),
          { form: "FORM_01", key: "sampleCount", number: 5 },
          yes("FORM_01", "reportAttached"),
          yes("FORM_01", "commitment"),
          text("FORM_02", "entityType", "Hợp tác xã (minh họa)"),
          text("FORM_02", "address", tea.address),
          text("FORM_02", "phone", tea.phone),
          text("FORM_02", "representativeName", tea.representative),
          text("FORM_02", "product", "Chè xanh sao, gói 100 g (minh họa)"),
          yes("FORM_02", "hasBusinessRegistration"),
          yes("FORM_02", "hasQualityDeclaration"),
          yes("FORM_02", "hasFoodSafetyCertificate"),
          yes("FORM_02", "hasProductionCertificate"),
          text(
            "FORM_02",
            "materialAndProcess",
            "Búp chè hái tại xã, sao chảo gang, đóng gói hút chân không (minh họa).",
          ),
          text("FORM_02", "markets", "Năm đại lý ngoài xã và một điểm giới thiệu sản phẩm (minh họa)."),
          text("FORM_02", "plan", "Mở rộng vùng nguyên liệu và đưa truy xuất nguồn gốc lên nhãn (minh họa)."),
        ],
        answers: answersFor(criteria, 4, 80),
        evidence: [
          { kind: "business-registration", title: "Giấy đăng ký kinh doanh (minh họa)", criteria: ["3.1"] },
          { kind: "quality-declaration", title: "Bản công bố chất lượng (minh họa)", criteria: ["8"] },
          { kind: "story", title: "Câu chuyện sản phẩm (minh họa)", criteria: ["5.1", "5.3"] },
        ],
      },
    },
  );
  await graph.ask(
    "demo-producer-a",
    `mutation ($input: SubmitDossierInput!) { submitDossier(input: $input) ${dossierFields} }`,
    { input: { dossierId: saveDossier.id, expectedVersion: saveDossier.version } },
  );
};

/** The steps that a dossier still has to take, by the state it is in. */
export const bringDossierToProvince = async (
  graph: Graph,
  place: Place,
  productId: string,
  say: (line: string) => void,
): Promise<string> => {
  for (;;) {
    const dossier = await findDossier(graph, productId);
    switch (dossier?.state) {
      case undefined:
      case "DRAFT":
      case "RETURNED":
        say("the producer drafts and submits the dossier");
        await draftAndSubmit(graph, productId, place);
        break;
      case "SUBMITTED":
        say("the commune completes form 03");
        await graph.ask(
          "demo-commune-a",
          `mutation ($input: CompleteCommuneReportInput!) { completeCommuneReport(input: $input) ${dossierFields} }`,
          {
            input: {
              dossierId: dossier.id,
              expectedVersion: dossier.version,
              localMaterial: "Trên 75% búp chè thu hái trong xã (minh họa).",
              localLabour: "Trên 75% lao động là người trong xã (minh họa).",
              ideaOrigin: "Nghề chè của làng, sản phẩm đặc trưng của xã (minh họa).",
              localIdentity: "Kỹ thuật sao chảo gang truyền lại trong làng (minh họa).",
              request: "Đề nghị UBND tỉnh Trình Diễn đánh giá, phân hạng sản phẩm (minh họa).",
              sampleCount: 5,
            },
          },
        );
        break;
      case "FORWARDED":
        say("the province accepts the dossier");
        await graph.ask(
          "demo-province-a",
          `mutation ($input: AcceptDossierInput!) { acceptDossier(input: $input) ${dossierFields} }`,
          { input: { dossierId: dossier.id, expectedVersion: dossier.version } },
        );
        break;
      default:
        if (dossier) return dossier.id;
    }
  }
};

/** What registry knows of the product when the certificate has reached it. */
export const recognisedProduct = (graph: Graph, productId: string): Promise<{ readonly code: string }> =>
  eventually("the recognition in registry", async () => {
    const { product } = await graph.ask<{ product: { code: string; state: string } }>(
      null,
      "query ($id: ID!) { product(id: $id) { code state } }",
      { id: productId },
    );
    return product.state === "RECOGNISED" ? product : null;
  });
