import { createCipher, manualClock } from "@ocop/service-kit";
import { testDatabase, type TestDatabase } from "@ocop/service-kit/testing";
import { migrations } from "../migrations/all";
import { generateRegister, type Generating } from "../src/commands/generate-register";
import { loadReference } from "../src/commands/load-files";
import { committedFile } from "../src/commands/reference-file";
import { refreshSearch } from "../src/commands/search-index";
import { tables } from "../src/data/data-source";
import { queriesOn } from "../src/data/queries";
import { anyProduct } from "../src/domain/product-filter";
import { searchQuestion } from "../src/domain/product-search";
import { fieldKeys } from "./support";

const now = new Date("2026-11-21T03:00:00.000Z");

describe("a generated register", () => {
  let databases: readonly TestDatabase[];
  const into = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);
  const generating = (database: TestDatabase, change: Partial<Generating> = {}): Generating => ({
    ...{ dataSource: database.dataSource, into: into(database), mode: "development", seed: 7, now },
    ...{ sizes: { products: 120, producers: 60, dossiers: 300 }, say: () => undefined },
    ...change,
  });
  const checksums = async ({ dataSource }: TestDatabase, names: string): Promise<unknown> =>
    (await dataSource.query<{ Checksum: string }[]>(`CHECKSUM TABLE ${names}`)).map(({ Checksum }) => Checksum);
  const made =
    "producer, product, certificate_copy, dossier, product_search, product_word, product_tally, outbox_event";

  const prepared = async (): Promise<TestDatabase> => {
    const database = await testDatabase({ entities: tables, migrations });
    await loadReference({
      dataSource: database.dataSource,
      ...{ clock: manualClock(now), cipher: createCipher(fieldKeys), readFile: committedFile },
      ...{ demonstration: false, say: () => undefined },
    });
    return database;
  };
  beforeAll(async () => {
    databases = [await prepared()];
  }, 240_000);
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it("goes into a named database that is no production, and into no other", async () => {
    const [database] = databases as [TestDatabase];
    const before = await checksums(database, made);
    const refusals = [
      [{ mode: "production" as const }, "a production is never filled"],
      [{ into: "ocop_registry" }, "not ocop_registry"],
    ] as const;
    for (const [change, reason] of refusals)
      await expect(generateRegister(generating(database, change))).rejects.toThrow(reason);
    expect(await checksums(database, made)).toEqual(before);
  });

  it("holds what was asked for, marked on every row, found and summed, and publishes nothing", async () => {
    const [database] = databases as [TestDatabase];
    const { dataSource } = database;
    const events = await checksums(database, "outbox_event");
    await generateRegister(generating(database));
    const count = async (sql: string): Promise<number> =>
      Number((await dataSource.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n);
    expect({
      producers: await count("producer WHERE demonstration"),
      products: await count("product WHERE source_url = 'urn:ocop:generated:7' AND demonstration"),
      dossiers: await count("dossier"),
      people: (await count("producer_personal")) + (await count("field_key")),
      doubledCodes:
        (await count("product WHERE code IS NOT NULL")) -
        (await count("(SELECT DISTINCT code FROM product WHERE code IS NOT NULL) x")),
    }).toEqual({ producers: 60, products: 120, dossiers: 300, people: 0, doubledCodes: 0 });
    expect(await checksums(database, "outbox_event")).toEqual(events);
    expect(await refreshSearch(dataSource, "all")).toMatchObject({ added: 0, changed: 0 });
    const filter = { ...anyProduct, text: searchQuestion("text", "tra"), name: null, anyOf: null, today: "2026-11-21" };
    expect(await queriesOn(dataSource.manager).productCount(filter, "RELEVANCE")).toBeGreaterThan(0);
    expect((await queriesOn(dataSource.manager).productFacets({ ...filter, text: null })).total).toBe(223);
  });

  it("is not filled twice, nor where somebody works", async () => {
    const [database] = databases as [TestDatabase];
    await expect(generateRegister(generating(database))).rejects.toThrow("left as it is");
  });
});
