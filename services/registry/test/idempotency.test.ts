import { newId, toBinary } from "@ocop/service-kit";
import { buildSchema, isInputObjectType, type GraphQLObjectType, getNullableType } from "graphql";
import { noPersonalFacts } from "../src/domain/personal-data";
import { registrySubgraph } from "../src/graph/schema";
import { openDossier } from "../src/use-cases/open-dossier";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { saveDossier } from "../src/use-cases/save-dossier";
import { graphOf } from "./asking";
import { complete, everything, openRegistry, ownerOf, people, places, type Registry } from "./support";

type Row = { readonly id: string; readonly version: number };

describe("a request sent again", () => {
  let registry: Registry;
  let graph: ReturnType<typeof graphOf>;
  beforeAll(async () => {
    registry = await openRegistry();
    graph = graphOf(registry);
  });
  afterAll(() => registry.drop());

  const producer = { name: "Hợp tác xã Chè Đồi Chè", kind: "COOPERATIVE", communeId: places.teaHill } as const;
  const count = async (table: string): Promise<number> => {
    const [row] = await registry.dataSource.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };

  it("may be named by the client in every mutation, which takes the one argument input", () => {
    const { sdl } = registrySubgraph();
    const schema = buildSchema(sdl, { assumeValid: true });
    const mutations = Object.values((schema.getType("Mutation") as GraphQLObjectType).getFields());
    const unnamed = mutations.filter(({ args }) => {
      const [input, ...others] = args;
      const type = input && getNullableType(input.type);
      return (
        input?.name !== "input" || others.length > 0 || !isInputObjectType(type) || !type.getFields()["idempotencyKey"]
      );
    });
    // What it reveals must be kept nowhere, and each reveal is an entry of the audit log.
    expect(unnamed.map(({ name }) => name)).toEqual(["revealPersonalData"]);
    expect(mutations.length).toBeGreaterThanOrEqual(17);
  });

  it("gives the first object and writes nothing twice; with other arguments it is refused", async () => {
    const input = { ...producer, ownerSubject: "repeated-owner", idempotencyKey: "register-1" };
    const first = await graph.done<Row>("registerProducer", input, people.commune, "{ id version }");
    const before = await everything(registry.dataSource.manager);
    const again = await graph.done<Row & { name: string }>(
      "registerProducer",
      input,
      people.commune,
      "{ id version name }",
    );
    expect(again).toEqual({ ...first, name: producer.name });
    expect(await everything(registry.dataSource.manager)).toBe(before);
    await graph.refused("registerProducer", { ...input, name: "Khác" }, people.commune, "IDEMPOTENCY_MISMATCH");
  });

  it("is another request under another key, from another person or in another operation", async () => {
    const input = { ...producer, idempotencyKey: "register-2" };
    const ids = [
      await graph.done<Row>("registerProducer", input, people.commune, "{ id }"),
      await graph.done<Row>("registerProducer", { ...input, idempotencyKey: "register-3" }, people.commune, "{ id }"),
      await graph.done<Row>("registerProducer", input, people.province, "{ id }"),
      await graph.done<Row>("registerProducer", producer, people.commune, "{ id }"),
      await graph.done<Row>("registerProducer", producer, people.commune, "{ id }"),
    ];
    expect(new Set(ids.map(({ id }) => id)).size).toBe(5);
  });

  it("that was refused left nothing behind and may be tried again", async () => {
    const input = { ...producer, idempotencyKey: "register-4" };
    await graph.refused("registerProducer", { ...input, communeId: places.beach }, people.commune, "FORBIDDEN");
    await graph.done("registerProducer", input, people.commune, "{ id }");
    await graph.refused("registerProducer", { ...producer, idempotencyKey: "khóa" }, people.commune, "BAD_USER_INPUT");
  });

  it("submits a dossier once, although the version it names has gone", async () => {
    const facts = {
      nameVi: "Chè",
      nameEn: null,
      storyVi: null,
      storyEn: null,
      setCode: "QD26-11",
      addressAsIssued: null,
    };
    const { dossier, owner } = await registry.act(people.commune, async (deps) => {
      const entered = await registerProducer(deps, {
        ...{ name: "HTX Nộp Hai Lần", kind: "COOPERATIVE", addressLine: null, representative: null },
        ...{ communeId: places.teaHill, ownerSubject: "owner", delegateSubject: null, ...noPersonalFacts },
      });
      const product = await registerProduct(deps, entered.id, facts);
      const wish = { productId: product.id, registrationType: "FIRST", roundId: places.round } as const;
      const opened = await openDossier(deps, wish);
      return { dossier: await saveDossier(deps, opened.id, opened.version, complete), owner: ownerOf(entered.id) };
    });
    const input = { dossierId: dossier.id, expectedVersion: dossier.version, idempotencyKey: "submit-1" };
    const first = await graph.done("submitDossier", input, owner, "{ id version state snapshotNumber }");
    expect(first).toEqual({ id: dossier.id, version: dossier.version + 1, state: "SUBMITTED", snapshotNumber: 1 });
    expect(await graph.done("submitDossier", input, owner, "{ id version state snapshotNumber }")).toEqual(first);
    await graph.refused("submitDossier", { ...input, idempotencyKey: "submit-2" }, owner, "STALE_VERSION");
    expect(await count("dossier_snapshot")).toBe(1);
  });

  it("a hundred times at once has one effect, and every answer is the one object or IN_PROGRESS", async () => {
    const name = `Hợp tác xã ${newId()}`;
    const input = { ...producer, name, idempotencyKey: "register-100" };
    const send = () => graph.mutate<Row>("registerProducer", input, people.commune, "{ id }");
    const answers = await Promise.all(Array.from({ length: 100 }, send));
    const ids = new Set(answers.flatMap(({ data }) => data?.["registerProducer"]?.id ?? []));
    expect(ids.size).toBe(1);
    expect([...new Set(answers.flatMap(({ codes }) => codes))].filter((code) => code !== "IN_PROGRESS")).toEqual([]);
    const [id = ""] = ids;
    expect((await graph.done<Row>("registerProducer", input, people.commune, "{ id }")).id).toBe(id);
    const rows = await registry.dataSource.query<unknown[]>("SELECT 1 FROM producer WHERE name = ?", [name]);
    const told = await registry.dataSource.query<unknown[]>("SELECT 1 FROM outbox_event WHERE agg_id = ?", [
      toBinary(id),
    ]);
    expect([rows.length, told.length]).toEqual([1, 1]);
  });
});
