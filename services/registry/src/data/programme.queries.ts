import { fromBinary, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Queries } from "../domain/ports";
import { programmePlanTable, programmeTable } from "./programme.table";

type CountedRow = {
  readonly province: Buffer;
  readonly commune: Buffer | null;
  readonly issued: Buffer | null;
  readonly stars: number | null;
  readonly is_new: number;
  readonly n: string;
};

const orNull = (id: Buffer | null): string | null => (id === null ? null : fromBinary(id));

/** More plans than units could make in one year. */
const many = 100_000;

export const programmeQueries = (
  manager: EntityManager,
): Pick<Queries, "programmes" | "recognisedCounts" | "plansOf" | "planPage"> => {
  const plans = store(manager, programmePlanTable);
  return {
    programmes: () => store(manager, programmeTable).where({}, { order: [["fromYear", "DESC"]], limit: 100 }),
    recognisedCounts: async (demonstration, { from, asOf }) => {
      const rows = await manager.query<CountedRow[]>(
        `SELECT t.province_region_id AS province, t.commune_region_id AS commune, t.issued_unit_id AS issued,
                c.stars, f.first_on >= ? AS is_new, COUNT(*) AS n
         FROM product t
         JOIN (SELECT product_id, MIN(issued_on) AS first_on FROM certificate_copy WHERE issued_on <= ?
               GROUP BY product_id) f ON f.product_id = t.id
         LEFT JOIN (SELECT product_id, stars, state, expires_on,
                      ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY issued_on DESC, id DESC) AS place
                    FROM certificate_copy WHERE issued_on <= ?) c
           ON c.product_id = t.id AND c.place = 1 AND c.state <> 'REVOKED' AND c.expires_on > ?
         WHERE t.demonstration = ?
         GROUP BY t.province_region_id, t.commune_region_id, t.issued_unit_id, c.stars, is_new`,
        [from, asOf, asOf, asOf, demonstration],
      );
      return rows.map(({ province, commune, issued, stars, is_new, n }) => ({
        provinceRegionId: fromBinary(province),
        communeRegionId: orNull(commune),
        issuedUnitId: orNull(issued),
        stars: stars === null ? null : Number(stars),
        isNew: Number(is_new) === 1,
        count: Number(n),
      }));
    },
    plansOf: (year) => plans.where({ year }, { limit: many }),
    planPage: ({ year, unitId }, wish) =>
      plans.page({ filter: { year, ...(unitId !== null && { unitId }) }, ...wish, sort: [] }),
  };
};
