import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addDays, addMonths, startOf, type Day } from "@ocop/contracts";
import { eventually, onceKnown, type Graph } from "./graph";
import type { Place } from "./registry";

/** Drawn for the demonstration; the package says so. */
const picture = (): string => readFileSync(join(__dirname, "../../seed/demonstration-tea.png")).toString("base64");

/** The province's officer enters a sale point; its operator lists the product there. */
export const listAtSalePoint = async (graph: Graph, { province, commune }: Place, productId: string): Promise<void> => {
  const { salePoints } = await graph.ask<{ salePoints: { nodes: readonly { id: string }[] } }>(
    null,
    "query ($where: SalePointWhere) { salePoints(first: 1, where: $where) { nodes { id } } }",
    { where: { provinceId: province.id } },
  );
  const salePointId =
    salePoints.nodes[0]?.id ??
    (
      await graph.ask<{ registerSalePoint: { id: string } }>(
        "demo-province-a",
        "mutation ($input: RegisterSalePointInput!) { registerSalePoint(input: $input) { id } }",
        {
          input: {
            nameVi: "Điểm giới thiệu sản phẩm OCOP Đồi Chè (minh họa)",
            nameEn: "Tea Hill OCOP shop (demonstration)",
            kind: "ROAD_STOP",
            addressLine: "Quốc lộ Minh Họa, xã Đồi Chè, tỉnh Trình Diễn",
            areaSquareMetres: 60,
            provinceId: province.id,
            communeId: commune.id,
            operatorSubject: "demo-sale-point-a",
            demonstration: true,
          },
        },
      )
    ).registerSalePoint.id;
  const { product } = await graph.ask<{ product: { salePoints: readonly { id: string }[] | null } }>(
    null,
    "query ($id: ID!) { product(id: $id) { salePoints(first: 1) { id } } }",
    { id: productId },
  );
  if ((product.salePoints ?? []).length > 0) return;
  await onceKnown("the certificate in commerce", ["NOT_FOUND", "CERTIFICATE_NOT_VALID"], () =>
    graph.ask("demo-sale-point-a", "mutation ($input: ListProductInput!) { listProduct(input: $input) { id } }", {
      input: { salePointId, productId },
    }),
  );
};

type Item = {
  readonly id: string;
  readonly version: number;
  readonly ownCode: string;
  readonly pictureUrl: string | null;
};
const itemFields = "{ id version ownCode pictureUrl }";

const registerItem = async (graph: Graph, productId: string): Promise<Item> => {
  const { product } = await graph.ask<{ product: { tradeItems: readonly Item[] | null } }>(
    "demo-producer-a",
    `query ($id: ID!) { product(id: $id) { tradeItems(first: 1) ${itemFields} } }`,
    { id: productId },
  );
  const known = product.tradeItems?.[0];
  const item =
    known ??
    (await onceKnown("the product in traceability", ["PRODUCT_UNKNOWN", "PRODUCER_UNKNOWN", "FORBIDDEN"], async () => {
      const { registerTradeItem } = await graph.ask<{ registerTradeItem: Item }>(
        "demo-producer-a",
        `mutation ($input: RegisterTradeItemInput!) { registerTradeItem(input: $input) ${itemFields} }`,
        { input: { productId, brand: "Chè Trình Diễn (minh họa)", packName: "Gói 100 g" } },
      );
      return registerTradeItem;
    }));
  if (item.pictureUrl !== null) return item;
  const { setTradeItemPicture } = await graph.ask<{ setTradeItemPicture: Item }>(
    "demo-producer-a",
    `mutation ($input: SetTradeItemPictureInput!) { setTradeItemPicture(input: $input) ${itemFields} }`,
    { input: { tradeItemId: item.id, expectedVersion: item.version, base64: picture() } },
  );
  return setTradeItemPicture;
};

type Lot = { readonly id: string; readonly version: number; readonly state: string };

/** Fifty numbered packs, made by a job; the first ten are on their way to the shop. */
const numberPacks = async (graph: Graph, tradeItemId: string, lotId: string): Promise<void> => {
  const { issueSerials } = await graph.ask<{ issueSerials: { id: string } }>(
    "demo-producer-a",
    "mutation ($input: IssueSerialsInput!) { issueSerials(input: $input) { id } }",
    { input: { tradeItemId, lotId, count: 50 } },
  );
  await eventually("the numbering of fifty packs", async () => {
    const { serialJob } = await graph.ask<{ serialJob: { state: string } }>(
      "demo-producer-a",
      "query ($id: ID!) { serialJob(id: $id) { state } }",
      { id: issueSerials.id },
    );
    return serialJob.state === "DONE" ? true : null;
  });
  const { units } = await graph.ask<{ units: { nodes: readonly { serial: string }[] } }>(
    "demo-producer-a",
    "query ($id: ID!) { units(lotId: $id, first: 10) { nodes { serial } } }",
    { id: lotId },
  );
  const serials = units.nodes.map(({ serial }) => serial);
  for (const name of ["markUnitsPrinted", "activateUnits"])
    await graph.ask(
      "demo-producer-a",
      `mutation ($input: ${name[0]?.toUpperCase() ?? ""}${name.slice(1)}Input!) { ${name}(input: $input) { __typename } }`,
      { input: { tradeItemId, serials, idempotencyKey: `${name}-${lotId}` } },
    );
};

/** The product's own code and page, one complete lot, and its numbered packs. */
export const makeTraceable = async (graph: Graph, productId: string, today: Day): Promise<string> => {
  const item = await registerItem(graph, productId);
  const { lots } = await graph.ask<{ lots: { nodes: readonly Lot[] } }>(
    "demo-producer-a",
    "query ($where: LotWhere) { lots(first: 1, where: $where) { nodes { id version state } } }",
    { where: { tradeItemId: item.id } },
  );
  const lot =
    lots.nodes[0] ??
    (
      await graph.ask<{ createLot: Lot }>(
        "demo-producer-a",
        "mutation ($input: CreateLotInput!) { createLot(input: $input) { id version state } }",
        {
          input: {
            tradeItemId: item.id,
            lotNo: "MH-01",
            producedOn: addDays(today, -7),
            packedOn: addDays(today, -6),
            bestBefore: addMonths(today, 24),
            quantity: "5",
            unitOfMeasure: "KGM",
            originCountry: "VN",
            originPlace: "xã Đồi Chè, tỉnh Trình Diễn (minh họa)",
            standards: ["TCVN 9740:2013"],
            stages: [
              {
                name: "Hái búp",
                place: "Đồi chè Minh Họa",
                locationCode: "MH-VUNG-01",
                at: startOf(addDays(today, -8)),
              },
              {
                name: "Sao và vò",
                place: "Xưởng Minh Họa",
                locationCode: "MH-XUONG-01",
                at: startOf(addDays(today, -7)),
              },
              {
                name: "Đóng gói",
                place: "Xưởng Minh Họa",
                locationCode: "MH-XUONG-01",
                at: startOf(addDays(today, -6)),
              },
            ],
          },
        },
      )
    ).createLot;
  if (lot.state !== "DRAFT") return item.ownCode;
  await numberPacks(graph, item.id, lot.id);
  await graph.ask("demo-producer-a", "mutation ($input: PublishLotInput!) { publishLot(input: $input) { id } }", {
    input: { lotId: lot.id, expectedVersion: lot.version },
  });
  return item.ownCode;
};
