import type { TestDatabase } from "@ocop/service-kit/testing";
import { buildSchema, getNullableType, type GraphQLObjectType, isInputObjectType, isNonNullType } from "graphql";
import { traceabilitySubgraph } from "../src/graph/schema";
import { empty, everything, given, type Graph, openDatabase, otherOwner, owner, serveGraph } from "./harness";
import { id, lot, product, tradeItem, unit } from "./samples";

describe("a request sent again", () => {
  let database: TestDatabase;
  let graph: Graph;
  beforeAll(async () => {
    database = await openDatabase();
    graph = await serveGraph(database.dataSource);
  });
  afterAll(async () => {
    await graph.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await empty(database.dataSource);
    await database.dataSource.query("DELETE FROM idempotency");
    await given(database.dataSource.manager, {
      products: [product()],
      items: [tradeItem()],
      lots: [lot()],
      units: [unit({ state: "ISSUED", activatedAt: null }), unit({ id: id(71), serial: "S2", state: "ISSUED" })],
    });
  });

  const rows = () => everything(database.dataSource.manager);
  const createLot = "mutation ($input: CreateLotInput!) { createLot(input: $input) { id version lotNo } }";
  const activate =
    "mutation ($input: ActivateUnitsInput!) { activateUnits(input: $input) { serial changed state since } }";
  const serial = unit().serial;

  it("may be named by the client in every mutation, and must be where units are activated", () => {
    const schema = buildSchema(traceabilitySubgraph().sdl, { assumeValid: true });
    const mutations = Object.values((schema.getType("Mutation") as GraphQLObjectType).getFields());
    const keyOf = ({ args: [input, ...others] }: (typeof mutations)[number]) => {
      const type = input && getNullableType(input.type);
      const isInput = input?.name === "input" && others.length === 0 && isInputObjectType(type);
      return isInput ? type.getFields()["idempotencyKey"] : undefined;
    };
    expect(mutations.filter((field) => !keyOf(field)).map(({ name }) => name)).toEqual([]);
    const demanded = mutations.filter((field) => isNonNullType(keyOf(field)?.type));
    expect(demanded.map(({ name }) => name)).toEqual(["activateUnits"]);
    expect(mutations.length).toBeGreaterThanOrEqual(11);
  });

  it("gives the first object and writes nothing twice; with other arguments it is refused", async () => {
    const input = { tradeItemId: id(5), lotNo: "AGAIN-1", idempotencyKey: "lot-1" };
    const first = await graph.ask(createLot, owner, { input });
    expect([first.errors, first.data]).toEqual([
      [],
      { createLot: { id: expect.any(String) as unknown, version: 1, lotNo: "AGAIN-1" } },
    ]);
    const before = await rows();
    expect((await graph.ask(createLot, owner, { input })).data).toEqual(first.data);
    const other = await graph.ask(createLot, owner, { input: { ...input, lotNo: "AGAIN-2" } });
    expect(other.errors.map(({ extensions }) => extensions.code)).toEqual(["IDEMPOTENCY_MISMATCH"]);
    expect(await rows()).toBe(before);
  });

  it("is another person's own request under the same key", async () => {
    const input = { tradeItemId: id(5), lotNo: "MINE", idempotencyKey: "lot-2" };
    expect((await graph.ask(createLot, owner, { input })).errors).toEqual([]);
    const stranger = await graph.ask(createLot, otherOwner, { input });
    expect(stranger.data).toEqual({ createLot: null });
    expect(stranger.errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });

  it("tells whoever activated units that this request activated them, and not that another had", async () => {
    const input = { tradeItemId: id(5), serials: [serial], idempotencyKey: "activate-1" };
    const first = await graph.ask<{ activateUnits: { changed: boolean }[] }>(activate, owner, { input });
    expect(first.data?.activateUnits.map(({ changed }) => changed)).toEqual([true]);
    const before = await rows();
    expect((await graph.ask(activate, owner, { input })).data).toEqual(first.data);
    const later = await graph.ask<{ activateUnits: { changed: boolean }[] }>(activate, owner, {
      input: { ...input, idempotencyKey: "activate-2" },
    });
    expect(later.data?.activateUnits.map(({ changed }) => changed)).toEqual([false]);
    const more = await graph.ask(activate, owner, { input: { ...input, serials: [serial, "S2"] } });
    expect(more.errors.map(({ extensions }) => extensions.code)).toEqual(["IDEMPOTENCY_MISMATCH"]);
    expect(await rows()).toBe(before);
  });

  it("is refused without a key where units are activated", async () => {
    const before = await rows();
    const { errors } = await graph.ask(activate, owner, { input: { tradeItemId: id(5), serials: [serial] } });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
    expect(await rows()).toBe(before);
  });

  it("has one effect when twenty are sent at once", async () => {
    const input = { tradeItemId: id(5), lotNo: "TWENTY", idempotencyKey: "lot-3" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => graph.ask<{ createLot: { id: string } | null }>(createLot, owner, { input })),
    );
    expect(new Set(answers.flatMap(({ data }) => data?.createLot?.id ?? [])).size).toBe(1);
    for (const { data, errors } of answers)
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(data?.createLot ? [] : ["IN_PROGRESS"]);
  });
});
