import { fromBinary, select, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Queries, SalePointFilter } from "../domain/ports";
import { columnsOf } from "./decode";
import { bytesOf, grouped } from "./keys";
import { salePointKindTable } from "./sale-point-kind.table";
import { salePointTable } from "./sale-point.table";

type Reads = "kinds" | "salePoints" | "salePointPage" | "salePointCount" | "salePointsOfUnits";

const sells =
  "EXISTS (SELECT 1 FROM listing l WHERE l.sale_point_id = t.id AND l.product_id = :sold AND l.state = 'LISTED')";

const wanted = ({ provinceId, communeId, kind, productId }: SalePointFilter) => ({
  filter: {
    ...(provinceId !== null && { provinceRegionId: provinceId }),
    ...(communeId !== null && { communeRegionId: communeId }),
    ...(kind !== null && { kindCode: kind }),
  },
  ...(productId !== null && { where: { sql: sells, params: { sold: bytesOf(productId) } } }),
});

export const salePointQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const rows = store(manager, salePointTable);
  const point = columnsOf(manager, salePointTable, "s");
  return {
    kinds: () => select(manager, salePointKindTable, "FROM sale_point_kind t ORDER BY t.since, t.position", []),
    salePoints: (ids) => rows.where({ id: ids }, { limit: ids.length }),
    salePointPage: (filter, wish) => rows.page({ ...wanted(filter), sort: ["nameVi"], ...wish }),
    salePointCount: (filter) => rows.count(wanted(filter)),
    salePointsOfUnits: async (unitIds, first) => {
      const keys = unitIds.map(bytesOf);
      const found = await manager.query<(Record<string, unknown> & { unit: Buffer })[]>(
        `SELECT * FROM (
           SELECT s.unit, ${point.list}, ROW_NUMBER() OVER (PARTITION BY s.unit ORDER BY s.name_vi, s.id) AS place
           FROM (SELECT commune_region_id AS unit, c.* FROM sale_point c WHERE commune_region_id IN (?)
                 UNION ALL
                 SELECT province_region_id AS unit, p.* FROM sale_point p WHERE province_region_id IN (?)) s
         ) ranked WHERE place <= ? ORDER BY unit, place`,
        [keys, keys, first],
      );
      return grouped(found, ({ unit }) => fromBinary(unit), point.read);
    },
  };
};
