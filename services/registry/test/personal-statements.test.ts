import type { Viewer } from "@ocop/contracts";
import { createLog, newTrace } from "@ocop/service-kit";
import { graphql } from "graphql";
import type { Logger } from "typeorm";
import { registrySubgraph } from "../src/graph/schema";
import { contextOf } from "../src/main";
import { openDossier } from "../src/use-cases/open-dossier";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { cipher, openRegistry, people, places, type Registry } from "./support";

const statements: string[] = [];
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

describe("the statements for personal data", () => {
  let registry: Registry;
  const ids: string[] = [];
  beforeAll(async () => {
    registry = await openRegistry(logger);
    await registry.act(people.commune, async (deps) => {
      for (let nth = 0; nth < 100; nth += 1) {
        const producer = await registerProducer(deps, {
          name: `Hợp tác xã ${String(nth)}`,
          kind: "COOPERATIVE",
          addressLine: null,
          representative: "Đặng Thị Làm Mẫu",
          phone: `09000000${String(nth).padStart(2, "0")}`,
          nationalId: "001099000345",
          bankAccount: "123456789",
          communeId: places.teaHill,
          ownerSubject: null,
          delegateSubject: null,
        });
        ids.push(producer.id);
        const product = await registerProduct(deps, producer.id, {
          nameVi: `Chè ${String(nth)}`,
          nameEn: null,
          storyVi: null,
          storyEn: null,
          setCode: "QD26-11",
          addressAsIssued: null,
        });
        await openDossier(deps, { productId: product.id, registrationType: "FIRST", roundId: places.round });
      }
    });
  });
  afterAll(() => registry.drop());

  /** The statements of one operation, by the table they begin with. */
  const read = async (
    source: string,
    as: Viewer,
    variableValues: Record<string, unknown>,
  ): Promise<{ readonly tables: readonly string[]; readonly data: unknown }> => {
    const context = contextOf(registry.dataSource, cipher, ["0123456789-cursors-of-this-test-0123456789"]);
    const contextValue = await context({
      viewer: as,
      now: registry.clock.now(),
      trace: newTrace(),
      log: createLog("registry", { level: "silent" }),
    });
    statements.length = 0;
    const { data } = await graphql({ schema: registrySubgraph().schema, source, variableValues, contextValue });
    return { tables: statements.map((sql) => /FROM `?(\w+)/.exec(sql)?.[1] ?? sql), data };
  };

  const references = (count: number, selection: string) => ({
    source: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Producer { ${selection} } } }`,
    of: ids.slice(0, count).map((id) => ({ __typename: "Producer", id })),
  });

  it.each([1, 10, 100])("are two for %d producers: the sealed values and their keys", async (count) => {
    const { source, of } = references(count, "phone nationalIdMasked bankAccountMasked");
    const { tables, data } = await read(source, people.province, { of });
    expect(tables).toEqual(["producer", "producer_personal", "field_key"]);
    const rows = (data as { _entities: { phone: string }[] })._entities;
    expect(new Set(rows.map(({ phone }) => phone)).size).toBe(count);
  });

  it.each([1, 10, 100])(
    "are none for %d producers of which nothing is asked, or nothing may be seen",
    async (count) => {
      const unasked = references(count, "name representative personalDataErasedAt");
      expect((await read(unasked.source, people.province, { of: unasked.of })).tables).toEqual(["producer"]);
      const forbidden = references(count, "name phone nationalIdMasked bankAccountMasked");
      expect((await read(forbidden.source, people.elsewhere, { of: forbidden.of })).tables).toEqual(["producer"]);
    },
  );

  it.each([1, 10, 100])("are one for the forms of %d dossiers: their keys", async (first) => {
    const list =
      "query ($first: Int!) { dossiers(first: $first) { nodes { form01 { key text } form02 { key text } } } }";
    const { tables, data } = await read(list, people.province, { first });
    expect(tables).toEqual(["dossier", "field_key"]);
    const rows = (data as { dossiers: { nodes: { form01: { key: string; text: string }[] }[] } }).dossiers.nodes;
    const phones = rows.map(({ form01 }) => form01.find(({ key }) => key === "phone")?.text);
    expect(new Set(phones).size).toBe(first);
    const states = "query ($first: Int!) { dossiers(first: $first) { nodes { state evidence { title } } } }";
    expect((await read(states, people.province, { first })).tables).toEqual(["dossier"]);
  });

  it.each([1, 10, 100])("are none for what %d dossiers reach, but those that read the rulebook once", async (first) => {
    const list =
      "query ($first: Int!) { dossiers(first: $first) { nodes { coach { claimed { stars } next { stars } } } } }";
    const { tables, data } = await read(list, people.province, { first });
    expect(tables).toEqual(["dossier", "product_set", "form_definition", "evidence_kind", "criteria_set_copy"]);
    const { nodes } = (data as { dossiers: { nodes: unknown[] } }).dossiers;
    expect(nodes).toEqual(
      Array.from({ length: first }, () => ({ coach: { claimed: { stars: 1 }, next: { stars: 3 } } })),
    );
  });
});
