/** The operations that are measured, each with fresh variables in every request. */
export const operations = {
  list: `query List($where: ProductWhere) { products(first: 50, where: $where) { nodes { id code setCode state name { value } } } }`,
  joined: `query Joined($where: ProductWhere) { products(first: 20, where: $where) { nodes {
  id name { value } producer { name } commune { name { value } } stars certificate { certificateNo status issuedOn expiresOn regime }
  salePoints(first: 3) { name { value } } publicPage { url } } } }`,
  point: `query Point($list: String!, $code: String!) { administrativeUnitByCode(listVersion: $list, code: $code) { id name { value } level } }`,
} as const;

export const bodyOf = (query: string, variables: () => object) => (): string =>
  JSON.stringify({ query, variables: variables() });

/** Some of the items, others at each call. */
export const pick = <T>(items: readonly T[], count: number): readonly T[] => {
  const start = Math.floor(Math.random() * items.length);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, nth) => items[(start + nth * 7) % items.length] as T,
  );
};
