import { anonymous } from "@ocop/contracts";
import { noPersonalFacts } from "../src/domain/personal-data";
import type { ProductFacts } from "../src/domain/product";
import { registerProducer } from "../src/use-cases/register-producer";
import { registerProduct } from "../src/use-cases/register-product";
import { graphOf } from "./asking";
import { ownerOf, people, places, type Registry } from "./support";

const facts = (nameVi: string, change: Partial<ProductFacts> = {}): ProductFacts => ({
  ...{ nameVi, nameEn: null, storyVi: null, storyEn: null, setCode: null, addressAsIssued: null },
  ...change,
});

/** A producer of one of the demonstration's communes. */
export const producerIn = (registry: Registry, name: string, communeId: string = places.teaHill) =>
  registry.act(communeId === places.beach ? people.elsewhere : people.province, (deps) =>
    registerProducer(deps, {
      ...{ name, kind: "COOPERATIVE", addressLine: null, representative: null },
      ...{ ...noPersonalFacts, communeId, ownerSubject: null, delegateSubject: null },
    }),
  );

export const productOf = (registry: Registry, producerId: string, nameVi: string, change: Partial<ProductFacts> = {}) =>
  registry.act(ownerOf(producerId), (deps) => registerProduct(deps, producerId, facts(nameVi, change)));

type Page = {
  readonly products: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly id: string; readonly name: { readonly value: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
};

const list = `query ($where: ProductWhere, $sort: ProductSort, $first: Int! = 100, $after: String) {
  products(where: $where, sort: $sort, first: $first, after: $after) {
    totalCount nodes { id name { value } } pageInfo { hasNextPage endCursor } } }`;

/** Lists of products of one register, as everybody sees them. */
export const listing = (registry: Registry) => {
  const graph = graphOf(registry);
  const names = async (where: object, sort: string | null = null): Promise<readonly string[]> => {
    const { products } = await graph.data<Page>(list, anonymous, { where, sort });
    expect(products.totalCount).toBe(products.nodes.length);
    return products.nodes.map(({ name }) => name.value);
  };
  /** The same list in pages of so many. */
  const walked = async (where: object, first: number, sort: string | null = null): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const { products }: Page = await graph.data<Page>(list, anonymous, { where, sort, first, after });
      found.push(...products.nodes.map(({ name }) => name.value));
      after = products.pageInfo.endCursor;
      if (!products.pageInfo.hasNextPage) return found;
    }
  };
  const codes = async (where: object, sort: string | null = null) =>
    (await graph.ask(list, anonymous, { where, sort })).codes;
  return { ...graph, names, walked, codes };
};
