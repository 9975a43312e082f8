import { select, toBinary, type StatedPages } from "@ocop/service-kit";
import type { EventBody } from "@ocop/contracts";
import type { EntityManager, EntitySchema } from "typeorm";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import { producerTable } from "./producer.table";
import { productTable } from "./product.table";

type Row = { readonly id: string; readonly version: number; readonly provinceRegionId: string };

const pageSize = 200;

/** The next rows in order of id; a stated event of each tells its present state. */
const pages =
  <Aggregate extends Row, Body>(
    schema: EntitySchema<Aggregate>,
    table: string,
    bodyOf: (manager: EntityManager, row: Aggregate) => Promise<Body>,
  ) =>
  async (manager: EntityManager, after: string | null) => {
    const rows = await select(
      manager,
      schema,
      `FROM ${table} t WHERE t.id > ? ORDER BY t.id LIMIT ${String(pageSize)}`,
      [after === null ? Buffer.alloc(16) : toBinary(after)],
    );
    const stated = [];
    for (const row of rows)
      stated.push({
        id: row.id,
        version: row.version,
        body: await bodyOf(manager, row),
        regionId: row.provinceRegionId,
      });
    return stated;
  };

/** Every current producer and product, page by page, for a consumer that builds its copies. */
export const statedPages = (
  producerFacts: (manager: EntityManager, row: Producer) => Promise<EventBody<"registry.producer.stated">>,
  productFacts: (manager: EntityManager, row: Product) => Promise<EventBody<"registry.product.stated">>,
): StatedPages<"registry"> => ({
  "registry.producer.stated": pages(producerTable, "producer", producerFacts),
  "registry.product.stated": pages(productTable, "product", productFacts),
});
