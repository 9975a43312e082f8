import { eventually, onceKnown, type Graph } from "./graph";
import { answersFor, type Criterion } from "./sheets";

/** What is told of one product, where it lies and who acts for it. Every text says that it is a demonstration. */
export type Tale = {
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly people: Readonly<Record<"owner" | "commune" | "province", string>> & { readonly delegate: string | null };
  readonly producer: string;
  readonly address: string;
  readonly representative: string;
  readonly phone: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly storyVi: string;
  readonly storyEn: string;
  readonly setCode: string;
};

/** The tea of the demonstration province. */
export const tea: Tale = {
  provinceCode: "98",
  communeCode: "98001",
  people: {
    owner: "demo-producer-a",
    delegate: "demo-delegate-a",
    commune: "demo-commune-a",
    province: "demo-province-a",
  },
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
};

type Unit = { readonly id: string };
export type Place = { readonly province: Unit; readonly commune: Unit };

/** Where a tale is told, in the demonstration territory. */
export const findPlace = async (graph: Graph, { provinceCode, communeCode }: Tale = tea): Promise<Place> =>
  graph.ask<Place>(
    null,
    `query ($province: String!, $commune: String!) {
       province: administrativeUnitByCode(listVersion: "demonstration", code: $province) { id }
       commune: administrativeUnitByCode(listVersion: "demonstration", code: $commune) { id } }`,
    { province: provinceCode, commune: communeCode },
  );

/** The producer that the demo person owns, registered by the commune's officer when there is none yet. */
export const registerProducer = async (graph: Graph, { commune }: Place, tale: Tale = tea): Promise<string> => {
  const { people } = tale;
  const owned = await graph.ask<{ me: { assignments: readonly { role: string; scopeId: string | null }[] } | null }>(
    people.owner,
    "{ me { assignments { role scopeId } } }",
  );
  const known = owned.me?.assignments.find(({ role }) => role === "PRODUCER_OWNER")?.scopeId;
  if (known) return known;
  const { registerProducer } = await graph.ask<{ registerProducer: { id: string } }>(
    people.commune,
    "mutation ($input: RegisterProducerInput!) { registerProducer(input: $input) { id } }",
    {
      input: {
        name: tale.producer,
        kind: "COOPERATIVE",
        communeId: commune.id,
        addressLine: tale.address,
        representative: tale.representative,
        phone: tale.phone,
        ownerSubject: people.owner,
        delegateSubject: people.delegate,
      },
    },
  );
  return registerProducer.id;
};

/** The product, entered by its producer. A right just granted reaches the gateway within half a minute. */
export const registerProduct = async (
  graph: Graph,
  { province }: Place,
  producerId: string,
  { people, nameVi, nameEn, storyVi, storyEn, setCode }: Tale = tea,
): Promise<string> => {
  const { products } = await graph.ask<{
    products: { nodes: readonly { id: string; producer: { id: string } | null }[] };
  }>(null, `query ($where: ProductWhere) { products(first: 100, where: $where) { nodes { id producer { id } } } }`, {
    where: { provinceId: province.id, demonstration: true },
  });
  const known = products.nodes.find(({ producer }) => producer?.id === producerId);
  if (known) return known.id;
  const { registerProduct } = await onceKnown("the producer's right", ["FORBIDDEN", "NOT_FOUND"], () =>
    graph.ask<{ registerProduct: { id: string } }>(
      people.owner,
      "mutation ($input: RegisterProductInput!) { registerProduct(input: $input) { id } }",
      { input: { producerId, nameVi, nameEn, storyVi, storyEn, setCode } },
    ),
  );
  return registerProduct.id;
};

type Tree = { readonly parts: readonly { readonly groups: readonly { readonly criteria: readonly Criterion[] }[] }[] };

/** The criteria of the tale's set as evaluation publishes them, in printed order. */
export const readCriteria = async (graph: Graph, { setCode }: Tale = tea): Promise<readonly Criterion[]> => {
  const { criteriaSet } = await graph.ask<{ criteriaSet: Tree }>(
    null,
    `query ($code: String!) { criteriaSet(regime: "qd26-2026", code: $code) {
      parts { groups { criteria { code options { key points star } } } } } }`,
    { code: setCode },
  );
  return criteriaSet.parts.flatMap(({ groups }) => groups.flatMap(({ criteria }) => criteria));
};

type Dossier = { readonly id: string; readonly version: number; readonly state: string };
const dossierFields = "{ id version state }";

const findDossier = async (graph: Graph, productId: string, { people }: Tale): Promise<Dossier | null> => {
  const { dossiers } = await graph.ask<{
    dossiers: { nodes: readonly (Dossier & { product: { id: string } | null })[] };
  }>(people.owner, "{ dossiers(first: 100) { nodes { id version state product { id } } } }");
  return dossiers.nodes.find(({ product }) => product?.id === productId) ?? null;
};

const text = (form: string, key: string, value: string) => ({ form, key, text: value });
const yes = (form: string, key: string) => ({ form, key, flag: true });

/** Drafts forms 01 and 02 with the self-assessment and its evidence, and submits them. */
const draftAndSubmit = async (graph: Graph, productId: string, place: Place, tale: Tale): Promise<void> => {
  const { people, representative, address, phone } = tale;
  const criteria = await readCriteria(graph, tale);
  const known = await findDossier(graph, productId, tale);
  const { rounds } = await graph.ask<{ rounds: readonly { id: string; extra: boolean }[] }>(
    null,
    "query ($id: ID!) { rounds(provinceId: $id) { id extra } }",
    { id: place.province.id },
  );
  const round = rounds.find(({ extra }) => extra);
  if (!round) throw new Error("the province of the tale has no extra round");
  const opened =
    known ??
    (await onceKnown("the criteria set in registry", ["CRITERIA_SET_UNKNOWN"], async () => {
      const { openDossier } = await graph.ask<{ openDossier: Dossier }>(
        people.owner,
        `mutation ($input: OpenDossierInput!) { openDossier(input: $input) ${dossierFields} }`,
        { input: { productId, roundId: round.id, registrationType: "FIRST" } },
      );
      return openDossier;
    }));
  const { saveDossier } = await graph.ask<{ saveDossier: Dossier }>(
    people.owner,
    `mutation ($input: SaveDossierInput!) { saveDossier(input: $input) ${dossierFields} }`,
    {
      input: {
        dossierId: opened.id,
        expectedVersion: opened.version,
        fields: [
          text("FORM_01", "legalRepresentative", representative),
          text("FORM_01", "contactAddress", address),
          text("FORM_01", "phone", phone),
          { form: "FORM_01", key: "sampleCount", number: 5 },
          yes("FORM_01", "reportAttached"),
          yes("FORM_01", "commitment"),
          text("FORM_02", "entityType", "Hợp tác xã (minh họa)"),
          text("FORM_02", "address", address),
          text("FORM_02", "phone", phone),
          text("FORM_02", "representativeName", representative),
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
    people.owner,
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
  tale: Tale = tea,
): Promise<string> => {
  const { people } = tale;
  for (;;) {
    const dossier = await findDossier(graph, productId, tale);
    switch (dossier?.state) {
      case undefined:
      case "DRAFT":
      case "RETURNED":
        say("the producer drafts and submits the dossier");
        await draftAndSubmit(graph, productId, place, tale);
        break;
      case "SUBMITTED":
        say("the commune completes form 03");
        await graph.ask(
          people.commune,
          `mutation ($input: CompleteCommuneReportInput!) { completeCommuneReport(input: $input) ${dossierFields} }`,
          {
            input: {
              dossierId: dossier.id,
              expectedVersion: dossier.version,
              localMaterial: "Trên 75% búp chè thu hái trong xã (minh họa).",
              localLabour: "Trên 75% lao động là người trong xã (minh họa).",
              ideaOrigin: "Nghề chè của làng, sản phẩm đặc trưng của xã (minh họa).",
              localIdentity: "Kỹ thuật sao chảo gang truyền lại trong làng (minh họa).",
              request: "Đề nghị UBND tỉnh đánh giá, phân hạng sản phẩm (minh họa).",
              sampleCount: 5,
            },
          },
        );
        break;
      case "FORWARDED":
        say("the province accepts the dossier");
        await graph.ask(
          people.province,
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
