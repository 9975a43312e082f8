import { store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Queries } from "../domain/ports";
import { producerTable } from "./producer.table";
import { productTable } from "./product.table";

/** The commune ended before the day and was shared out among several. */
const isSplit = `EXISTS (
  SELECT 1 FROM administrative_unit u WHERE u.id = t.commune_region_id AND u.valid_to <= :day
    AND (SELECT COUNT(*) FROM administrative_lineage l
         WHERE l.old_list_version = u.list_version AND l.old_code = u.code) > 1)`;

/** Products lie where their producer lies and are placed with it, unless it lies elsewhere or is not known. */
const isAlone = `NOT EXISTS (
  SELECT 1 FROM producer p WHERE p.id = t.producer_id AND p.commune_region_id = t.commune_region_id)`;

/** Rows of which an officer must say where they lie. */
export const placingQueries = (manager: EntityManager): Pick<Queries, "producersToPlace" | "productsToPlace"> => ({
  producersToPlace: (day, scope, wish) =>
    store(manager, producerTable).page({ where: { sql: isSplit, params: { day } }, scope, ...wish, sort: [] }),
  productsToPlace: (day, scope, wish) =>
    store(manager, productTable).page({
      where: { sql: `${isSplit} AND ${isAlone}`, params: { day } },
      scope,
      ...wish,
      sort: [],
    }),
});
