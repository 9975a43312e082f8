import { fromBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { LineageLink } from "../domain/administrative-unit";
import type { Queries } from "../domain/ports";
import type { ProductState } from "../domain/product";
import type { CountedRows, PlainUnit } from "../domain/territory-totals";

type PlainRow = Omit<PlainUnit, "id"> & { readonly id: Buffer };
type CountedRow = {
  readonly province: Buffer;
  readonly commune: Buffer | null;
  readonly issued: Buffer | null;
  readonly state: ProductState | null;
  readonly stars: number | null;
  readonly n: string;
};

const orNull = (id: Buffer | null): string | null => (id === null ? null : fromBinary(id));

const countedOf = ({ province, commune, issued, state, stars, n }: CountedRow): CountedRows => ({
  provinceRegionId: fromBinary(province),
  communeRegionId: orNull(commune),
  issuedUnitId: orNull(issued),
  state,
  stars: stars === null ? null : Number(stars),
  count: Number(n),
});

const place = `province_region_id AS province, t.commune_region_id AS commune, t.issued_unit_id AS issued`;

type Territory = Awaited<ReturnType<Queries["territory"]>>;

const readTerritory = async (manager: EntityManager): Promise<Territory> => {
  const units = await manager.query<PlainRow[]>(
    "SELECT id, list_version AS listVersion, code, level, parent_code AS parentCode FROM administrative_unit",
  );
  const links = await manager.query<LineageLink[]>(
    `SELECT old_list_version AS oldListVersion, old_code AS oldCode,
            new_list_version AS newListVersion, new_code AS newCode, relation FROM administrative_lineage`,
  );
  return { units: units.map((unit) => ({ ...unit, id: fromBinary(unit.id) })), links };
};

/** Differs whenever a unit or a link was added, changed or taken away. */
const stampOf = async (manager: EntityManager): Promise<string> => {
  const [stamp] = await manager.query<object[]>(
    `SELECT (SELECT CONCAT_WS('/', COUNT(*), SUM(version)) FROM administrative_unit) AS units,
            (SELECT CONCAT_WS('/', COUNT(*), SUM(CRC32(CONCAT_WS('/', old_list_version, old_code, new_list_version,
               new_code, relation)))) FROM administrative_lineage) AS links`,
  );
  return JSON.stringify(stamp);
};

/** Lists change a few times in ten years and are long: they are kept until their stamp differs. */
const territoryOnce = (manager: EntityManager): Queries["territory"] => {
  let kept: { readonly stamp: string; readonly territory: Territory } | null = null;
  return async () => {
    const stamp = await stampOf(manager);
    if (kept?.stamp !== stamp) kept = { stamp, territory: await readTerritory(manager) };
    return kept.territory;
  };
};

/** Counted in the database by place, state and stars, so that the number of records does not travel. */
export const territoryQueries = (
  manager: EntityManager,
): Pick<Queries, "territory" | "productCounts" | "producerCounts"> => ({
  territory: territoryOnce(manager),
  productCounts: async (demonstration, day) => {
    const rows = await manager.query<CountedRow[]>(
      `SELECT t.${place}, t.state, c.stars, COUNT(*) AS n FROM product t
       LEFT JOIN (SELECT product_id, MAX(stars) AS stars FROM certificate_copy
                  WHERE state = 'ISSUED' AND issued_on <= ? AND expires_on > ? GROUP BY product_id) c
         ON c.product_id = t.id
       WHERE t.demonstration = ?
       GROUP BY t.province_region_id, t.commune_region_id, t.issued_unit_id, t.state, c.stars`,
      [day, day, demonstration],
    );
    return rows.map(countedOf);
  },
  producerCounts: async (demonstration) => {
    const rows = await manager.query<CountedRow[]>(
      `SELECT t.${place}, NULL AS state, NULL AS stars, COUNT(*) AS n FROM producer t
       WHERE t.demonstration = ? GROUP BY t.province_region_id, t.commune_region_id, t.issued_unit_id`,
      [demonstration],
    );
    return rows.map(countedOf);
  },
});
