import { anonymous } from "@ocop/contracts";
import { createLog, newTrace } from "@ocop/service-kit";
import { graphql } from "graphql";
import type { Logger } from "typeorm";
import { noPersonalFacts } from "../src/domain/personal-data";
import { withoutReadings } from "../src/domain/rights";
import { registrySubgraph } from "../src/graph/schema";
import { contextOf } from "../src/main";
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

describe("a list of products with producer, commune and province", () => {
  let registry: Registry;
  const ids: string[] = [];
  beforeAll(async () => {
    registry = await openRegistry(logger);
    await registry.act(people.province, async (deps) => {
      for (let nth = 0; nth < 100; nth += 1) {
        const producer = await registerProducer(deps, {
          name: `Hợp tác xã ${String(nth)}`,
          kind: "COOPERATIVE",
          addressLine: null,
          representative: null,
          ...noPersonalFacts,
          communeId: nth % 2 === 0 ? places.teaHill : places.cloudStream,
          ownerSubject: null,
          delegateSubject: null,
        });
        const facts = {
          nameVi: `Chè ${String(nth)}`,
          nameEn: null,
          storyVi: null,
          storyEn: null,
          setCode: null,
          addressAsIssued: null,
        };
        const officer = nth % 2 === 0 ? people.commune : people.neighbour;
        ids.push((await registerProduct({ ...deps, viewer: withoutReadings(officer) }, producer.id, facts)).id);
      }
    });
  });
  afterAll(() => registry.drop());

  const selects = async (source: string, variableValues: Record<string, unknown>): Promise<number> => {
    const context = contextOf(registry.dataSource, cipher, ["a key of the cursors of this test"]);
    statements.length = 0;
    const { errors } = await graphql({
      schema: registrySubgraph().schema,
      source,
      variableValues,
      contextValue: await context({
        viewer: anonymous,
        now: registry.clock.now(),
        trace: newTrace(),
        log: createLog("registry", { level: "silent" }),
      }),
    });
    expect(errors).toBeUndefined();
    return statements.filter((sql) => sql.startsWith("SELECT")).length;
  };

  const selection = `id name { value } producer { name } commune { name { value } parent { code } } province { name { value } }`;

  it.each([1, 10, 100])("takes three statements for %d rows", async (first) => {
    const list = selection.replace(" parent { code }", "");
    expect(await selects(`query ($first: Int!) { products(first: $first) { nodes { ${list} } } }`, { first })).toBe(3);
  });

  it.each([1, 10, 100])("takes three statements for %d references", async (count) => {
    const list = selection.replace(" parent { code }", "");
    const of = ids.slice(0, count).map((id) => ({ __typename: "Product", id }));
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Product { ${list} } } }`;
    expect(await selects(source, { of })).toBe(3);
  });

  it.each([1, 100])("takes one statement more for the units above, for %d rows", async (first) => {
    expect(
      await selects(`query ($first: Int!) { products(first: $first) { nodes { ${selection} } } }`, { first }),
    ).toBe(4);
  });
});
