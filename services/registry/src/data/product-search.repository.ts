import { canonicalJson, fromBinary, select, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { postingsOf, searchTexts, type SearchSource } from "../domain/product-search";
import { productSearchTable, type ProductSearch } from "./product-search.table";

type Source = SearchSource & Omit<ProductSearch, keyof SearchSource | "productId">;

type SourceRow = Omit<Source, "id" | "provinceRegionId" | "communeRegionId" | "demonstration"> & {
  readonly id: Buffer;
  readonly provinceRegionId: Buffer;
  readonly communeRegionId: Buffer | null;
  readonly demonstration: number;
};

/** A product that may be among those of one call. */
type Named = { readonly id: string; readonly producerId: string | null };

/** Products of a producer or of a rebuild that are read and written at a time. */
const batch = 200;

const noId = Buffer.alloc(16);

/**
 * A producer that is about to be renamed waits until the products that read its old name are committed, and they
 * wait for it: so the one who comes second sees what the first one wrote.
 */
const holdProducers = async (manager: EntityManager, products: readonly Named[]): Promise<void> => {
  const ids = [...new Set(products.flatMap(({ producerId }) => producerId ?? []))].sort();
  if (ids.length === 0) return;
  await manager.query("SELECT id FROM producer WHERE id IN (?) ORDER BY id LOCK IN SHARE MODE", [ids.map(toBinary)]);
};

const sourcesOf = async (manager: EntityManager, ids: readonly string[]): Promise<readonly ProductSearch[]> => {
  const rows = await manager.query<SourceRow[]>(
    `SELECT p.id, p.name_vi AS nameVi, p.name_en AS nameEn, p.code, r.name AS producerName,
       c.name AS communeName, v.name AS provinceName, s.name_vi AS setNameVi,
       p.province_region_id AS provinceRegionId, p.commune_region_id AS communeRegionId, p.set_code AS setCode,
       IF(p.certificate_state = 'ISSUED', p.certificate_stars, 0) AS stars, p.demonstration
     FROM product p
     LEFT JOIN producer r ON r.id = p.producer_id
     LEFT JOIN administrative_unit c ON c.id = p.commune_region_id
     LEFT JOIN administrative_unit v ON v.id = p.province_region_id
     LEFT JOIN product_set s ON s.code = p.set_code
     WHERE p.id IN (?)`,
    [ids.map(toBinary)],
  );
  return rows.map(({ provinceRegionId, communeRegionId, setCode, stars, demonstration, id, ...names }) => ({
    productId: fromBinary(id),
    ...searchTexts({ ...names, id: fromBinary(id) }),
    provinceRegionId: fromBinary(provinceRegionId),
    communeRegionId: communeRegionId === null ? null : fromBinary(communeRegionId),
    setCode,
    stars: stars ?? 0,
    demonstration: Boolean(demonstration),
  }));
};

type WordRow = readonly [gram: string, standing: number, nameKey: string, productId: Buffer];

const wordsOf = (entry: ProductSearch | undefined): ReadonlyMap<string, WordRow> =>
  new Map(
    (entry === undefined ? [] : postingsOf(entry)).map(({ gram, standing }) => {
      const { nameKey = "", productId = "" } = entry ?? {};
      return [`${gram} ${String(standing)} ${nameKey}`, [gram, standing, nameKey, toBinary(productId)]];
    }),
  );

const less = (one: ReadonlyMap<string, WordRow>, other: ReadonlyMap<string, WordRow>): readonly WordRow[] =>
  [...one].filter(([key]) => !other.has(key)).map(([, row]) => row);

/** In the order of the index, so that two writers meet in the same order. */
const ordered = (rows: readonly WordRow[]): readonly WordRow[] =>
  rows.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));

const inParts = async <Row>(rows: readonly Row[], size: number, write: (part: readonly Row[]) => Promise<unknown>) => {
  for (let from = 0; from < rows.length; from += size) await write(rows.slice(from, from + size));
};

type TallyKey = readonly [level: string, province: Buffer, commune: Buffer, set: string, stars: number, demo: number];

const tallyKeys = (entry: ProductSearch): readonly TallyKey[] => {
  const { provinceRegionId, communeRegionId, setCode, stars, demonstration } = entry;
  const [province, rest] = [toBinary(provinceRegionId), [setCode ?? "", stars, demonstration ? 1 : 0] as const];
  const commune = communeRegionId === null ? noId : toBinary(communeRegionId);
  return [
    ["COMMUNE", province, commune, ...rest],
    ["PROVINCE", province, noId, ...rest],
  ];
};

const tallyColumns = "level, province_region_id, commune_region_id, set_code, stars, demonstration";

type Change = { readonly before: ProductSearch | undefined; readonly after: ProductSearch };

const tally = async (manager: EntityManager, changes: readonly Change[]): Promise<void> => {
  const sums = new Map<string, { readonly key: TallyKey; sum: number }>();
  const add = (entry: ProductSearch | undefined, sum: number): void => {
    for (const key of entry === undefined ? [] : tallyKeys(entry)) {
      const text = key.map((part) => (Buffer.isBuffer(part) ? part.toString("hex") : String(part))).join(" ");
      const known = sums.get(text) ?? { key, sum: 0 };
      known.sum += sum;
      sums.set(text, known);
    }
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  const rows = [...sums].filter(([, { sum }]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  await inParts(rows, 1_000, async (part) => {
    await manager.query(
      `INSERT INTO product_tally (${tallyColumns}, products) VALUES ?
       ON DUPLICATE KEY UPDATE products = products + VALUES(products)`,
      [part.map(([, { key, sum }]) => [...key, sum])],
    );
    const less = part.filter(([, { sum }]) => sum < 0).map(([, { key }]) => key);
    if (less.length > 0)
      await manager.query(`DELETE FROM product_tally WHERE (${tallyColumns}) IN (?) AND products = 0`, [less]);
  });
};

const putEntries = (manager: EntityManager, entries: readonly ProductSearch[]): Promise<unknown> =>
  manager.query(
    `REPLACE INTO product_search (product_id, name_key, name, name_folded, elsewhere_folded, province_region_id,
       commune_region_id, set_code, stars, demonstration) VALUES ?`,
    [
      entries.map((entry) => [
        toBinary(entry.productId),
        ...[entry.nameKey, entry.name, entry.nameFolded, entry.elsewhereFolded],
        toBinary(entry.provinceRegionId),
        entry.communeRegionId === null ? null : toBinary(entry.communeRegionId),
        ...[entry.setCode, entry.stars, entry.demonstration],
      ]),
    ],
  );

const refresh = async (manager: EntityManager, products: readonly Named[]): Promise<number> => {
  if (products.length === 0) return 0;
  await holdProducers(manager, products);
  const ids = products.map(({ id }) => id);
  const wanted = await sourcesOf(manager, ids);
  const known = new Map(
    (
      await select(manager, productSearchTable, "FROM product_search t WHERE t.product_id IN (?)", [ids.map(toBinary)])
    ).map((entry) => [entry.productId, entry]),
  );
  const changes: readonly Change[] = wanted
    .map((after) => ({ before: known.get(after.productId), after }))
    .filter(({ before, after }) => before === undefined || canonicalJson(before) !== canonicalJson(after));
  if (changes.length === 0) return 0;
  const words = changes.map(({ before, after }) => [wordsOf(before), wordsOf(after)] as const);
  const [gone, fresh] = [
    words.flatMap(([before, after]) => less(before, after)),
    words.flatMap(([before, after]) => less(after, before)),
  ];
  await inParts(ordered(gone), 500, (part) =>
    manager.query("DELETE FROM product_word WHERE (gram, standing, name_key, product_id) IN (?)", [part]),
  );
  await inParts(ordered(fresh), 2_000, (part) =>
    manager.query("INSERT INTO product_word (gram, standing, name_key, product_id) VALUES ?", [part]),
  );
  await putEntries(
    manager,
    changes.map(({ after }) => after),
  );
  await tally(manager, changes);
  return changes.length;
};

type IdRow = { readonly id: Buffer; readonly producer_id: Buffer | null };

const named = ({ id, producer_id: producerId }: IdRow): Named => ({
  id: fromBinary(id),
  producerId: producerId === null ? null : fromBinary(producerId),
});

/**
 * Which products a rebuild reads next: locked, so that one that is being saved is waited for.
 *
 * @param onlyMissing those that are not in the index at all
 */
export const refreshNext = async (
  manager: EntityManager,
  after: string | null,
  onlyMissing: boolean,
): Promise<{ readonly last: string | null; readonly changed: number }> => {
  const missing = onlyMissing ? "AND NOT EXISTS (SELECT 1 FROM product_search s WHERE s.product_id = p.id)" : "";
  const rows = await manager.query<IdRow[]>(
    `SELECT p.id, p.producer_id FROM product p WHERE p.id > ? ${missing} ORDER BY p.id LIMIT ${String(batch)}
     LOCK IN SHARE MODE`,
    [after === null ? noId : toBinary(after)],
  );
  const products = rows.map(named);
  return { last: products.at(-1)?.id ?? null, changed: await refresh(manager, products) };
};

/** Empties everything that is made of products; it is made again by {@link refreshNext}. */
export const emptySearch = async (manager: EntityManager): Promise<void> => {
  for (const table of ["product_word", "product_search", "product_tally"])
    await manager.query(`TRUNCATE TABLE ${table}`);
};

export const productSearchRepository = (manager: EntityManager): Repositories["productSearch"] => ({
  refresh: async (products) => {
    await refresh(manager, products);
  },
  refreshProducer: async (producerId) => {
    for (let after: Buffer = noId; ;) {
      const rows = await manager.query<IdRow[]>(
        `SELECT id, producer_id FROM product WHERE producer_id = ? AND id > ? ORDER BY id LIMIT ${String(batch)}`,
        [toBinary(producerId), after],
      );
      await refresh(manager, rows.map(named));
      const last = rows.at(-1);
      if (!last || rows.length < batch) return;
      after = last.id;
    }
  },
});
