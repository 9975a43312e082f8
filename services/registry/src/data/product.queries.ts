import { type PageRequest, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { ProductFilter, Queries } from "../domain/ports";
import type { Product } from "../domain/product";
import { productTable } from "./product.table";

const filterOf = ({ provinceId, communeId, setCode, demonstration, state, ids }: ProductFilter) => ({
  ...(provinceId === null ? {} : { provinceRegionId: provinceId }),
  ...(communeId === null ? {} : { communeRegionId: communeId }),
  ...(setCode === null ? {} : { setCode }),
  ...(demonstration === null ? {} : { demonstration }),
  ...(state === null ? {} : { state }),
  ...(ids === null ? {} : { id: ids }),
});

/** Stars are those of a certificate in force on the day of the question. */
const whereOf = ({ stars, search, today }: ProductFilter): NonNullable<PageRequest<Product>["where"]> => {
  const conditions = [
    ...(stars === null || stars.length === 0
      ? []
      : [
          `EXISTS (SELECT 1 FROM certificate_copy c WHERE c.product_id = t.id AND c.stars IN (:...stars)
                   AND c.state = 'ISSUED' AND c.expires_on > :today)`,
        ]),
    ...(search === null ? [] : ["LOCATE(:search, t.search_name) > 0"]),
  ];
  return { sql: conditions.length === 0 ? "TRUE" : conditions.join(" AND "), params: { stars, search, today } };
};

const requestFor = (filter: ProductFilter): Pick<PageRequest<Product>, "filter" | "where"> => ({
  filter: filterOf(filter),
  where: whereOf(filter),
});

export const productQueries = (
  manager: EntityManager,
): Pick<Queries, "products" | "productOfCode" | "productPage" | "productCount"> => {
  const products = store(manager, productTable);
  return {
    products: (ids) => products.where({ id: ids }, { limit: ids.length }),
    productOfCode: async (code) => (await products.where({ code }, { limit: 1 }))[0] ?? null,
    productPage: (filter, wish) => products.page({ ...requestFor(filter), ...wish, sort: ["nameVi"] }),
    productCount: (filter) => products.count(requestFor(filter)),
  };
};
