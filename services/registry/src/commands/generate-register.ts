import { dayOf } from "@ocop/contracts";
import { store, toBinary, WrongUsage } from "@ocop/service-kit";
import type { DataSource, EntityManager, EntitySchema, ObjectLiteral } from "typeorm";
import { administrativeUnitTable } from "../data/administrative-unit.table";
import { dossierTable } from "../data/dossier.table";
import { producerTable } from "../data/producer.table";
import { certificateCopyTable, productTable } from "../data/product.table";
import { formDefinitionTable, productSetTable } from "../data/reference.table";
import { roundTable } from "../data/round.table";
import { demonstrationList, isCurrent, textOfKey } from "../domain/administrative-unit";
import type { Rulebook } from "../domain/dossier";
import type { Round } from "../domain/round";
import { generate, type Ground, type Sizes } from "./generate-rows";
import { productsFile, readProducts } from "./products-file";
import { committedFile } from "./reference-file";
import { refreshSearch } from "./search-index";

export type Generating = {
  readonly dataSource: DataSource;
  /** name of the schema that may be filled, as whoever runs it wrote it down */
  readonly into: string;
  readonly mode: "development" | "production";
  readonly sizes: Sizes;
  readonly seed: number;
  readonly now: Date;
  readonly say: (line: string) => void;
};

const all = 1_000_000;

const readGround = async (manager: EntityManager, now: Date): Promise<Ground> => {
  const units = (await store(manager, administrativeUnitTable).where({}, { limit: all })).filter(
    (unit) => isCurrent(unit, dayOf(now)) && unit.listVersion !== demonstrationList,
  );
  const provinces = new Map(units.filter(({ level }) => level === "PROVINCE").map((unit) => [textOfKey(unit), unit]));
  const communes = units
    .filter(({ level }) => level === "COMMUNE")
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .flatMap((commune) => {
      const province = provinces.get(textOfKey({ listVersion: commune.listVersion, code: commune.parentCode ?? "" }));
      return province === undefined ? [] : [{ province, commune }];
    });
  const rounds = new Map<string, Round[]>();
  for (const round of await store(manager, roundTable).where({}, { order: [["requestsBefore", "ASC"]], limit: all }))
    if (round.provinceRegionId !== null)
      rounds.set(round.provinceRegionId, [...(rounds.get(round.provinceRegionId) ?? []), round]);
  const forms = await store(manager, formDefinitionTable).where({}, { limit: all });
  const rulebooks = new Map<string, Rulebook>();
  for (const productSet of await store(manager, productSetTable).where({}, { limit: all })) {
    const formOf = (code: string) => forms.find((form) => form.regime === productSet.regime && form.code === code);
    const [form01, form02] = [formOf("FORM_01"), formOf("FORM_02")];
    const criteriaSet = {
      id: "",
      version: 1,
      code: productSet.code,
      regime: productSet.regime,
      contentVersion: 1,
      criteria: [],
      bands: null,
    };
    if (form01 && form02)
      rulebooks.set(productSet.code, { form01, form02, evidenceKinds: [], productSet, criteriaSet });
  }
  if (communes.length === 0 || rulebooks.size === 0)
    throw new WrongUsage("load the reference data first: generated rows stand on it");
  return { communes, rounds, rulebooks };
};

/** Many rows in few statements, each value as the table's own column writes it. */
const insertMany = async <T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  rows: Iterable<T>,
): Promise<number> => {
  const { columns, tableName } = manager.connection.getMetadata(schema);
  const { driver } = manager.connection;
  const names = columns.map(({ databaseName }) => `\`${databaseName}\``).join(", ");
  let [count, part]: [number, unknown[][]] = [0, []];
  const flush = async (): Promise<void> => {
    if (part.length > 0) await manager.query(`INSERT INTO ${tableName} (${names}) VALUES ?`, [part]);
    part = [];
  };
  for (const row of rows) {
    part.push(columns.map((column) => driver.preparePersistentValue(row[column.propertyName], column) as unknown));
    count += 1;
    if (part.length === 1_000) await flush();
  }
  await flush();
  return count;
};

/** Refuses every database but the one that was named, a production, and a register that somebody works with. */
const checkTarget = async ({ dataSource, into, mode }: Generating): Promise<void> => {
  if (mode === "production") throw new WrongUsage("a production is never filled with generated rows");
  const published = readProducts(committedFile(productsFile)).map(({ productId }) => toBinary(productId));
  const [found] = await dataSource.query<{ name: string; others: string | number }[]>(
    `SELECT DATABASE() AS name,
       (SELECT COUNT(*) FROM dossier) + (SELECT COUNT(*) FROM product WHERE id NOT IN (?)) AS others`,
    [published],
  );
  if (found?.name !== into) throw new WrongUsage(`the database is ${found?.name ?? "none"}, not ${into}`);
  if (Number(found.others) > 0)
    throw new WrongUsage(`${into} holds products or dossiers of its own: it is left as it is`);
};

/**
 * Fills a register that holds reference data and nothing else with invented producers, products, certificates and dossiers in real places, for measuring
 * at the size of the nation. Nothing of it is published, and every row says that nobody entered it.
 *
 * @throws WrongUsage for a production, another database than the one named, and a register that holds more than reference data
 */
export const generateRegister = async (generating: Generating): Promise<void> => {
  const { dataSource, sizes, seed, now, say } = generating;
  await checkTarget(generating);
  const ground = await readGround(dataSource.manager, now);
  const { producers, products, certificates, dossiers } = generate(ground, sizes, seed, now);
  await dataSource.transaction(async (manager) => {
    say(`${String(await insertMany(manager, producerTable, producers))} producers`);
    say(`${String(await insertMany(manager, productTable, products))} products`);
    say(`${String(await insertMany(manager, certificateCopyTable, certificates))} certificates`);
    say(`${String(await insertMany(manager, dossierTable, dossiers()))} dossiers`);
  });
  say(`${String((await refreshSearch(dataSource, "missing")).added)} products in the search`);
  await dataSource.query(
    "ANALYZE TABLE producer, product, certificate_copy, dossier, product_search, product_word, product_tally",
  );
};
