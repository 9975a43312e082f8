import { newId } from "@ocop/service-kit";
import { deliveryOf } from "@ocop/service-kit/testing";
import { buildSchema as parseSchema, getNullableType, type GraphQLObjectType, isInputObjectType } from "graphql";
import { buildSchema } from "../src/graph/schema";
import { certificateBody, people, place, productBody, type Running, runCommerce } from "./running";

let commerce: Running;

const registerSalePoint = `mutation ($input: RegisterSalePointInput!) { registerSalePoint(input: $input) { id version addressLine } }`;
const listProduct = `mutation ($input: ListProductInput!) { listProduct(input: $input) { id version state } }`;

const shop = {
  nameVi: "Cửa hàng OCOP Đồi Chè",
  kind: "ROAD_STOP",
  addressLine: "Km 12, quốc lộ 3",
  areaSquareMetres: 50,
  provinceId: place.province,
  communeId: place.commune,
  operatorSubject: "demo-sale-point-a",
  demonstration: true,
};

type Shop = { readonly registerSalePoint: { readonly id: string } | null };

const register = async (input: object, as = people.officer) => {
  const { data, errors } = await commerce.ask<Shop>(registerSalePoint, as, { input });
  return { id: data?.registerSalePoint?.id ?? null, codes: errors.map(({ extensions }) => extensions.code) };
};

beforeAll(async () => {
  commerce = await runCommerce();
});

afterAll(() => commerce.end());

describe("a request sent again", () => {
  it("may be named by the client in every mutation, which takes the one argument input", () => {
    const schema = parseSchema(buildSchema().sdl, { assumeValid: true });
    const mutations = Object.values((schema.getType("Mutation") as GraphQLObjectType).getFields());
    const unnamed = mutations.filter(({ args }) => {
      const [input, ...others] = args;
      const type = input && getNullableType(input.type);
      const isInput = input?.name === "input" && others.length === 0 && isInputObjectType(type);
      return !isInput || !type.getFields()["idempotencyKey"];
    });
    // The first answer holds the one copy of a secret: nothing may keep it for a second.
    expect(unnamed.map(({ name }) => name)).toEqual(["createApiKey"]);
    expect(mutations.length).toBeGreaterThanOrEqual(8);
  });

  it("gives the first object and writes nothing twice; with other arguments it is refused", async () => {
    const input = { ...shop, idempotencyKey: "shop-1" };
    const first = await register(input);
    expect(first.codes).toEqual([]);
    const before = await commerce.everything();
    expect(await register(input)).toEqual(first);
    expect(await register({ ...input, addressLine: "Km 13" })).toEqual({ id: null, codes: ["IDEMPOTENCY_MISMATCH"] });
    expect(await commerce.everything()).toEqual(before);
  });

  it("is another request under another key, from another person or without a key", async () => {
    const input = { ...shop, idempotencyKey: "shop-2" };
    const elsewhere = { ...input, provinceId: place.otherProvince, communeId: place.otherCommune };
    const made = [
      await register(input),
      await register({ ...input, idempotencyKey: "shop-3" }),
      await register(elsewhere, people.otherOfficer),
      await register(shop),
      await register(shop),
    ];
    expect(made.flatMap(({ codes }) => codes)).toEqual([]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(5);
  });

  it("has one effect when twenty are sent at once", async () => {
    const input = { ...shop, idempotencyKey: "shop-4", nameVi: "Cửa hàng hai mươi lần" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(input)));
    const ids = new Set(answers.flatMap(({ id }) => id ?? []));
    expect(ids.size).toBe(1);
    for (const { id, codes } of answers) expect(id === null ? codes : []).toEqual(id === null ? ["IN_PROGRESS"] : []);
    const [row] = await commerce.dataSource.query<{ n: string }[]>(
      "SELECT COUNT(*) AS n FROM sale_point WHERE name_vi = 'Cửa hàng hai mươi lần'",
    );
    expect(row?.n).toBe("1");
  });

  it("that was refused may be tried again under its key", async () => {
    const { id: salePointId } = await register(shop);
    const productId = newId();
    const list = async () => {
      const input = { salePointId, productId, idempotencyKey: `list-${productId}` };
      const { data, errors } = await commerce.ask(listProduct, people.operator, { input });
      return [data, errors.map(({ extensions }) => extensions.code)];
    };
    expect(await list()).toEqual([{ listProduct: null }, ["NOT_FOUND"]]);
    await commerce.hear(
      deliveryOf("registry.product.changed", { id: productId, version: 1 }, productBody()),
      deliveryOf("evaluation.certificate.issued", { id: newId(), version: 1 }, certificateBody(productId)),
    );
    const listed = [{ listProduct: { id: expect.any(String) as unknown, version: 1, state: "LISTED" } }, []];
    expect(await list()).toEqual(listed);
    const told = async () => {
      const [row] = await commerce.dataSource.query<{ n: string }[]>(
        "SELECT COUNT(*) AS n FROM outbox_event WHERE JSON_VALUE(payload, '$.productId') = ?",
        [productId],
      );
      return row?.n;
    };
    expect([await list(), await told()]).toEqual([listed, "1"]);
  });

  it("is resolved under the rights that its sender has now", async () => {
    const document = `mutation ($input: UpdateSalePointInput!) { updateSalePoint(input: $input) { id operatorSubject } }`;
    const { id: salePointId } = await register(shop);
    const handOver = {
      salePointId,
      expectedVersion: 1,
      operatorSubject: "demo-successor",
      idempotencyKey: `hand-over-${salePointId ?? ""}`,
    };
    const { data } = await commerce.ask(document, people.officer, { input: handOver });
    expect(data).toEqual({ updateSalePoint: { id: salePointId, operatorSubject: "demo-successor" } });
    const moved = { ...people.officer, assignments: people.otherOfficer.assignments };
    const again = await commerce.ask(document, moved, { input: handOver });
    expect(again.data).toEqual({ updateSalePoint: { id: salePointId, operatorSubject: null } });
    expect(again.errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });
});
