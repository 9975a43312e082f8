import { addDays, anonymous, certificateStatus, dayOf, isInForce } from "@ocop/contracts";
import { newId } from "@ocop/service-kit";
import fc from "fast-check";
import type { Logger } from "typeorm";
import { productOrders } from "../src/data/product.queries";
import { queriesOn } from "../src/data/queries";
import type { Product } from "../src/domain/product";
import {
  anyProduct,
  certificateConditions,
  facetsOf,
  productSorts,
  type FacetCell,
  type ProductFilter,
} from "../src/domain/product-filter";
import { searchQuestion } from "../src/domain/product-search";
import { followCertificate } from "../src/use-cases/follow-certificate";
import { updateProduct } from "../src/use-cases/update-product";
import { listing, producerIn, productOf } from "./listing";
import { openRegistry, ownerOf, people, places, type Registry } from "./support";

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

const filter = (change: Partial<ProductFilter> = {}): ProductFilter => ({
  ...{ ...anyProduct, text: null, name: null, anyOf: null, today: "2026-11-21" },
  ...change,
});

const states = ["ISSUED", "REVOKED", "SUPERSEDED", "EXPIRED", "SUSPENDED"] as const;

describe("lists of products", () => {
  let registry: Registry;
  let graph: ReturnType<typeof listing>;
  let producers: readonly { readonly id: string }[];

  const certify = (productId: string, change: object = {}, id = newId(), version = 1) =>
    registry.act(people.province, (deps) =>
      followCertificate(deps, {
        ...{ id, version, productId, stars: 4, state: "ISSUED", issuedOn: "2026-08-05", expiresOn: "2029-08-05" },
        ...change,
      }),
    );
  const all = async (): Promise<readonly Product[]> =>
    (await queriesOn(registry.dataSource.manager).productPage(filter(), "NAME", { first: 1_000, after: null })).rows;

  beforeAll(async () => {
    registry = await openRegistry(logger);
    graph = listing(registry);
    producers = [await producerIn(registry, "HTX Đồi"), await producerIn(registry, "HTX Biển", places.beach)];
  });
  afterAll(() => registry.drop());

  describe("by facts", () => {
    const made: Record<string, string> = {};
    beforeAll(async () => {
      const [hill, sea] = producers.map(({ id }) => id) as [string, string];
      const given = [
        ["Á", hill, "QD26-11", null],
        ["B", hill, "QD26-13", { stars: 3 }],
        ["C", hill, "QD26-11", { stars: 5, issuedOn: "2024-01-10", expiresOn: "2027-01-10" }],
        ["D", sea, "QD26-14", { stars: 3, issuedOn: "2023-01-10", expiresOn: "2026-01-10" }],
        ["Đ", sea, null, { state: "REVOKED" }],
        ["E", sea, "QD26-14", { state: "SUPERSEDED" }],
        ["G", sea, "QD26-11", { issuedOn: "2026-12-24", expiresOn: "2029-12-24" }],
      ] as const;
      for (const [name, producerId, setCode, certificate] of given) {
        const { id } = await productOf(registry, producerId, name, { setCode });
        made[name] = id;
        if (certificate !== null) await certify(id, certificate);
      }
    });

    it.each([
      [{}, "Á B C D Đ E G"],
      [{ stars: [3] }, "B"],
      [{ stars: [3, 4, 5] }, "B C"],
      [{ stars: [] }, ""],
      [{ certificate: ["IN_FORCE"] }, "B C"],
      [{ certificate: ["EXPIRING"] }, "C"],
      [{ certificate: ["EXPIRED"] }, "D"],
      [{ certificate: ["REVOKED"] }, "Đ"],
      [{ certificate: ["NONE"] }, "Á E G"],
      [{ certificate: ["EXPIRED", "REVOKED"] }, "D Đ"],
      [{ setCodes: ["QD26-11"] }, "Á C G"],
      [{ setCodes: ["QD26-11", "QD26-13"], certificate: ["IN_FORCE"] }, "B C"],
      [{ setCode: "QD26-13" }, "B"],
      [{ setCode: "QD26-13", setCodes: ["QD26-11"] }, ""],
      [{ industry: "I" }, "Á B C G"],
      [{ industry: "II" }, "D E"],
      [{ productGroup: "tea" }, "Á C G"],
      [{ productGroup: "tea", industry: "II" }, ""],
      [{ productGroup: "no such group" }, ""],
      [{ industry: "chè" }, ""],
      [{ state: "RECOGNISED" }, "B C"],
      [{ state: "LAPSED" }, "D Đ E G"],
      [{ recognisedFrom: "2024-01-10", recognisedUntil: "2026-08-05" }, "C"],
      [{ recognisedFrom: "2024-01-11", recognisedUntil: "2026-08-06" }, "B Đ E"],
      [{ demonstration: false }, ""],
      [{ producerId: "no id" }, ""],
      [{ anyOf: [{ stars: [5] }, { certificate: ["REVOKED"] }] }, "C Đ"],
      [{ anyOf: [{ setCodes: ["QD26-11"], stars: [5] }, { industry: "II" }], state: "LAPSED" }, "D E"],
      [{ anyOf: [] }, ""],
      [{ anyOf: [{}] }, "Á B C D Đ E G"],
    ])("%j are %s", async (where, names) => {
      expect((await graph.names(where, "NAME")).join(" ")).toBe(names);
    });

    it("of a producer, a province, a commune and a few ids", async () => {
      const [hill] = producers;
      expect(await graph.names({ producerId: hill?.id })).toEqual(["Á", "B", "C"]);
      expect(await graph.names({ provinceId: places.elsewhere })).toEqual(["D", "Đ", "E", "G"]);
      expect(await graph.names({ communeId: places.teaHill, stars: [5] })).toEqual(["C"]);
      expect(await graph.names({ ids: [made["G"], made["B"], newId()] })).toEqual(["B", "G"]);
      expect(await graph.names({ ids: [] })).toEqual([]);
    });

    it("come in the order that was asked for, those that lack its fact left out, in pages of any size", async () => {
      const orders = {
        NAME: "Á B C D Đ E G",
        CODE: "",
        RECOGNISED_ON: "G B C D",
        CERTIFICATE_EXPIRES_ON: "D C B G",
      };
      const { products } = await graph.data<{ products: { nodes: readonly { name: { value: string } }[] } }>(
        "{ products(sort: RECOGNISED_ON) { nodes { name { value } } } }",
        anonymous,
      );
      expect(
        products.nodes
          .map(({ name }) => name.value)
          .filter((name) => !"ĐE".includes(name))
          .join(" "),
      ).toBe(orders.RECOGNISED_ON);
      for (const sort of Object.keys(orders))
        for (const first of [1, 2, 5]) expect(await graph.walked({}, first, sort)).toEqual(await graph.names({}, sort));
      expect(await graph.names({ certificate: ["EXPIRED", "IN_FORCE"] }, "CERTIFICATE_EXPIRES_ON")).toEqual([
        "D",
        "C",
        "B",
      ]);
      expect(await graph.names({}, "CODE")).toEqual([]);
    });

    it("refuse a cursor of another order", async () => {
      const page =
        "query ($after: String, $sort: ProductSort) { products(first: 1, after: $after, sort: $sort) { pageInfo { endCursor } } }";
      const { products } = await graph.data<{ products: { pageInfo: { endCursor: string } } }>(page, anonymous, {});
      const after = products.pageInfo.endCursor;
      expect((await graph.ask(page, anonymous, { after, sort: "RECOGNISED_ON" })).codes).toEqual(["BAD_USER_INPUT"]);
      expect((await graph.ask(page, anonymous, { after, sort: "NAME" })).codes).toEqual([]);
    });
  });

  it("say of a certificate what the one rule says, on any day", async () => {
    const { id } = await productOf(registry, producers[0]?.id ?? "", "Phép thử");
    const queries = queriesOn(registry.dataSource.manager);
    const around = fc.integer({ min: -1_300, max: 400 });
    let version = 0;
    const certificate = newId();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...states),
        around,
        fc.constantFrom(1, 100, 180, 181, 1_096),
        async (state, from, days) => {
          const issuedOn = addDays("2026-11-21", from);
          const expiresOn = addDays(issuedOn, days);
          version += 1;
          await certify(id, { state, issuedOn, expiresOn, stars: 4 }, certificate, version);
          for (const today of [
            "2026-11-21",
            issuedOn,
            addDays(issuedOn, -1),
            expiresOn,
            addDays(expiresOn, -1),
            addDays(expiresOn, -180),
            addDays(expiresOn, -181),
          ]) {
            const status = certificateStatus({ state, issuedOn, expiresOn } as never, today);
            const wanted = {
              IN_FORCE: status === "VALID" || status === "EXPIRING",
              EXPIRING: status === "EXPIRING",
              EXPIRED: status === "EXPIRED",
              REVOKED: status === "REVOKED",
              NONE: !["VALID", "EXPIRING", "EXPIRED", "REVOKED"].includes(status),
            };
            const found: Record<string, boolean> = {};
            for (const one of certificateConditions)
              found[one] = (await queries.productCount(filter({ ids: [id], certificate: [one], today }), "NAME")) === 1;
            expect(found).toEqual(wanted);
            expect(await queries.productCount(filter({ ids: [id], stars: [4], today }), "NAME")).toBe(
              wanted.IN_FORCE ? 1 : 0,
            );
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  describe("are summed by territory, set and stars", () => {
    /** What the sums have to be, one product after the other. */
    const expected = (
      products: readonly Product[],
      { provinceId, communeId, setCodes, stars, certificate, today }: ProductFilter,
    ) => {
      const cells = products.map((product): FacetCell & { readonly product: Product } => {
        const { certificateStars, certificateState, certificateIssuedOn, certificateExpiresOn } = product;
        const holds =
          certificateState !== null &&
          isInForce(
            { state: certificateState, issuedOn: certificateIssuedOn ?? "", expiresOn: certificateExpiresOn ?? "" },
            today,
          );
        const region = provinceId === null && communeId === null ? product.provinceRegionId : product.communeRegionId;
        return {
          product,
          regionId: region,
          setCode: product.setCode,
          stars: holds ? certificateStars : null,
          count: 1,
        };
      });
      const left = cells
        .filter(({ product }) => provinceId === null || product.provinceRegionId === provinceId)
        .filter(({ product }) => communeId === null || product.communeRegionId === communeId)
        .filter(({ setCode }) => setCodes === null || (setCode !== null && setCodes.includes(setCode)))
        .filter((cell) => stars === null || (cell.stars !== null && stars.includes(cell.stars)))
        .filter((cell) => certificate === null || cell.stars !== null);
      return facetsOf(left, Infinity);
    };

    it("exactly, after whatever was done to them, on any day, whether or not an end was heard of", async () => {
      const queries = queriesOn(registry.dataSource.manager);
      const known: { id: string; certificate: string; version: number }[] = [];
      const days = fc.constantFrom("2023-05-01", "2026-11-20", "2026-11-21", "2026-11-22", "2027-06-01", "2030-01-01");
      const act = fc.record({
        what: fc.constantFrom("enter", "certify", "classify"),
        which: fc.nat(),
        stars: fc.integer({ min: 3, max: 5 }),
        state: fc.constantFrom(...states),
        setCode: fc.constantFrom("QD26-11", "QD26-13", null),
        from: fc.integer({ min: -1_200, max: 40 }),
        length: fc.constantFrom(30, 1_096),
      });
      const condition = fc.record({
        provinceId: fc.constantFrom(null, places.province, places.elsewhere),
        communeId: fc.constantFrom(null, places.teaHill, places.beach),
        setCodes: fc.constantFrom(null, ["QD26-11"], ["QD26-11", "QD26-13"], []),
        stars: fc.constantFrom(null, [4], [3, 5], []),
        certificate: fc.constantFrom(null, ["IN_FORCE" as const]),
        today: days,
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(act, { minLength: 1, maxLength: 6 }),
          fc.array(condition, { minLength: 4, maxLength: 8 }),
          async (acts, conditions) => {
            for (const { what, which, stars, state, setCode, from, length } of acts) {
              const one = known[which % Math.max(1, known.length)];
              if (what === "enter" || one === undefined) {
                const owner = producers[which % 2]?.id ?? "";
                known.push({
                  id: (await productOf(registry, owner, `Phép cộng ${String(known.length)}`, { setCode })).id,
                  certificate: newId(),
                  version: 0,
                });
              } else if (what === "certify") {
                one.version += 1;
                const issuedOn = addDays(dayOf(registry.clock.now()), from);
                await certify(
                  one.id,
                  { stars, state, issuedOn, expiresOn: addDays(issuedOn, length) },
                  one.certificate,
                  one.version,
                );
              } else {
                const [product] = await queries.products([one.id]);
                await registry.act(ownerOf(product?.producerId ?? ""), (deps) =>
                  updateProduct(deps, one.id, product?.version ?? 0, { setCode }),
                );
              }
            }
            const products = await all();
            for (const asked of [{}, ...conditions].map((one) => filter(one))) {
              const found = await queries.productFacets(asked);
              expect(found).toEqual(expected(products, asked));
              expect(found.total).toBe(await queries.productCount(asked, "NAME"));
              // The same question, counted live.
              expect(await queries.productFacets({ ...asked, anyOf: [anyProduct] })).toEqual(found);
            }
          },
        ),
        { numRuns: 8 },
      );
    }, 120_000);

    it("in the graph, with the instant at which they held", async () => {
      const document = `query ($where: ProductWhere) { productFacets(where: $where) {
        asOf total complete territories { count unit { id } } sets { setCode count } stars { stars count } } }`;
      type Facets = {
        readonly productFacets: {
          readonly asOf: string;
          readonly total: number;
          readonly complete: boolean;
          readonly territories: readonly { readonly count: number; readonly unit: { readonly id: string } }[];
        };
      };
      const { productFacets } = await graph.data<Facets>(document, anonymous, { where: {} });
      const products = await all();
      expect(productFacets.asOf).toBe("2026-11-21T03:00:00.000Z");
      expect([productFacets.total, productFacets.complete]).toEqual([products.length, true]);
      expect(productFacets.territories.map(({ unit }) => unit.id).sort()).toEqual(
        [places.province, places.elsewhere].sort(),
      );
      const { productFacets: found } = await graph.data<Facets>(document, anonymous, {
        where: { text: "phép thử đồi" },
      });
      expect(found).toMatchObject({ total: 1, complete: true, territories: [{ count: 1 }] });
      expect((await graph.ask(document, anonymous, { where: { stars: [9] } })).codes).toEqual(["BAD_USER_INPUT"]);
    });
  });

  describe("at a size at which it matters how they are read", () => {
    type Plan = { readonly table: string; readonly key: string | null; readonly type: string; readonly Extra: string };
    const plansOf = async (run: () => Promise<unknown>): Promise<readonly (readonly Plan[])[]> => {
      const sent: (readonly [string, readonly unknown[]])[] = [];
      const { manager } = registry.dataSource;
      const query = manager.query.bind(manager);
      const spy = jest.spyOn(manager, "query").mockImplementation((sql: string, params: unknown) => {
        sent.push([sql, params as readonly unknown[]]);
        return query(sql, params as unknown[]) as never;
      });
      await run();
      spy.mockRestore();
      const plans = [];
      for (const [sql, params] of sent) plans.push(await manager.query<Plan[]>(`EXPLAIN ${sql}`, [...params]));
      return plans;
    };
    const page = { first: 20, after: null };

    beforeAll(async () => {
      const [{ id }] = producers as [{ id: string }];
      for (let nth = 0; nth < 150; nth += 1) {
        const product = await productOf(registry, id, `${nth % 50 === 0 ? "Mứt" : "Chè"} số ${String(nth)}`, {
          setCode: "QD26-11",
        });
        await certify(product.id, { issuedOn: addDays("2026-01-01", nth), expiresOn: addDays("2029-01-01", nth) });
      }
      await registry.dataSource.query(
        "UPDATE product SET code = CONCAT('98-98001-', (SELECT COUNT(*) FROM product p WHERE p.id <= product.id), '-2026')",
      );
      await registry.dataSource.query("ANALYZE TABLE product, product_search, product_word, product_tally");
    }, 240_000);

    it.each(productSorts.filter((sort) => sort !== "RELEVANCE"))("every sort is that of an index: %s", async (sort) => {
      const queries = queriesOn(registry.dataSource.manager);
      const [plan = []] = await plansOf(() => queries.productPage(filter(), sort, page));
      const table = plan.find(({ table: name, key }) => name === "t" && key !== "PRIMARY");
      expect(table).toMatchObject({ key: productOrders[sort].index });
      expect(table?.Extra).not.toContain("filesort");
    });

    it("a search reads the index of words and from there by keys, never a whole table", async () => {
      const queries = queriesOn(registry.dataSource.manager);
      for (const text of ["mut", "mứt", "mut so", "mứt số 5", "htx mut", "so", "s"]) {
        const question = searchQuestion("text", text);
        const plans = [
          ...(await plansOf(() => queries.productPage(filter({ text: question }), "RELEVANCE", page))),
          ...(await plansOf(() => queries.productCount(filter({ text: question }), "RELEVANCE"))),
          ...(await plansOf(() => queries.productFacets(filter({ text: question })))),
        ].flat();
        const read = plans.filter(({ table, type }) => ["w", "s", "t"].includes(table) && type === "ALL");
        expect([text, read]).toEqual([text, []]);
        expect(plans.filter(({ table }) => table === "w").every(({ key }) => key === "PRIMARY")).toBe(true);
      }
    });

    const sent = async (run: () => Promise<unknown>): Promise<number> => {
      statements.length = 0;
      await run();
      return statements.length;
    };

    it.each([1, 10, 100])("takes the same statements for %d rows", async (first) => {
      const queries = queriesOn(registry.dataSource.manager);
      const wish = { first, after: null };
      const by = (change: Partial<ProductFilter>, sort: (typeof productSorts)[number] = "NAME") =>
        sent(() => queries.productPage(filter(change), sort, wish));
      expect(await by({})).toBe(1);
      expect(await by({ stars: [4], setCodes: ["QD26-11"] }, "RECOGNISED_ON")).toBe(1);
      expect(await by({ industry: "I" })).toBe(2);
      // One word: names and rows. Several: how often each occurs, too.
      expect(await by({ text: searchQuestion("text", "che") }, "RELEVANCE")).toBe(2);
      expect(await by({ text: searchQuestion("text", "che so") }, "RELEVANCE")).toBe(3);
      // Where names do not fill the page: other names and other fields are looked at, too.
      expect(await by({ text: searchQuestion("text", "so che") }, "RELEVANCE")).toBe(4);
      expect(await by({ text: searchQuestion("text", "chè đồi htx") }, "RELEVANCE")).toBe(3);
      expect(await sent(() => queries.productFacets(filter()))).toBe(1);
      expect(await sent(() => queries.productCount(filter(), "NAME"))).toBe(1);
    });
  });
});
