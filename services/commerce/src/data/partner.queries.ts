import { store, toBinary } from "@ocop/service-kit";
import type { EntityManager, EntitySchema } from "typeorm";
import type { CatalogueItem, Queries } from "../domain/ports";
import { certificateCopyTable, productCopyTable } from "./copies.table";
import { columnsOf } from "./decode";
import { bytesOf } from "./keys";
import { contractTable, partnerMemberTable, partnerTable } from "./partner.table";

type Reads = "partners" | "partnerPage" | "partnerCount" | "membersOf" | "contractsOf" | "catalogue";

/** Members and contracts of one page of partners: at most 50 members each. */
const everyPart = 100_000;

/** The certificate that holds on a day, the latest when a successor overlaps; the same verdict as `holds`. */
const holding = (name: string): string =>
  `${name}.state = 'ISSUED' AND ${name}.issued_on <= :day AND ${name}.expires_on > :day`;

const named = (sql: string, values: Readonly<Record<string, unknown>>): readonly [string, unknown[]] => {
  const params: unknown[] = [];
  const text = sql.replace(/:(\w+)/g, (_, name: string) => {
    params.push(values[name]);
    return "?";
  });
  return [text, params];
};

export const partnerQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const partners = store(manager, partnerTable);
  const product = columnsOf(manager, productCopyTable, "p");
  const certificate = columnsOf(manager, certificateCopyTable, "c");
  const read = (row: Record<string, unknown>): CatalogueItem => ({
    product: product.read(row),
    producerName: row["producer_name"] as string | null,
    certificate: certificate.read(row),
  });
  return {
    partners: (ids, scope) => partners.where({ id: ids }, { scope, limit: ids.length }),
    partnerPage: (scope, wish) => partners.page({ scope, sort: ["name"], ...wish }),
    partnerCount: (scope) => partners.count({ scope }),
    membersOf: (partnerIds) =>
      rowsOf(manager, partnerMemberTable)
        .where("t.partnerId IN (:...ids)", { ids: partnerIds.map(bytesOf) })
        .orderBy("t.subject")
        .limit(everyPart)
        .getMany(),
    contractsOf: (partnerIds) =>
      rowsOf(manager, contractTable)
        .where("t.partnerId IN (:...ids)", { ids: partnerIds.map(bytesOf) })
        .orderBy("t.validFrom")
        .limit(everyPart)
        .getMany(),
    catalogue: async (contract, day, first, after) => {
      const { provinceRegionIds, minimumStars } = contract;
      const [sql, params] = named(
        `SELECT ${product.list}, ${certificate.list}, r.name AS producer_name
         FROM product_copy p JOIN certificate_copy c ON c.product_id = p.id LEFT JOIN producer_copy r ON r.id = p.producer_id
         WHERE p.id > :after AND ${holding("c")} AND c.stars >= :stars
           AND NOT EXISTS (SELECT 1 FROM certificate_copy d
             WHERE d.product_id = p.id AND ${holding("d")} AND (d.issued_on, d.id) > (c.issued_on, c.id))
           ${provinceRegionIds === null ? "" : "AND p.province_region_id IN (:provinces)"}
         ORDER BY p.id LIMIT :limit`,
        {
          after: after === null ? Buffer.alloc(16) : toBinary(after),
          day,
          stars: minimumStars,
          provinces: provinceRegionIds?.map(bytesOf),
          limit: first + 1,
        },
      );
      const found = (await manager.query<Record<string, unknown>[]>(sql, params)).map(read);
      return { rows: found.slice(0, first), hasNextPage: found.length > first };
    },
  };
};

const rowsOf = <T extends object>(manager: EntityManager, schema: EntitySchema<T>) =>
  manager.createQueryBuilder(schema, "t");
