import DataLoader from "dataloader";
import type { ApiKey } from "../domain/api-key";
import type { CertificateCopy } from "../domain/copies";
import type { Fair } from "../domain/fair";
import type { Listing } from "../domain/listing";
import type { Contract, Partner, PartnerMember } from "../domain/partner";
import type { PageOf, Queries } from "../domain/ports";
import { partnerReaders, scopeOf, type CommerceViewer } from "../domain/rights";
import type { SalePoint } from "../domain/sale-point";
import type { SalePointKind } from "../domain/sale-point-kind";

export type Loader<Value> = { readonly load: (id: string) => Promise<Value> };

/** The batching of one request: every row is read once, the rows of one tick in one statement. */
export type Loaders = {
  readonly salePoint: Loader<SalePoint | null>;
  readonly fair: Loader<Fair | null>;
  readonly partner: Loader<Partner | null>;
  readonly kinds: () => Promise<readonly SalePointKind[]>;
  readonly certificates: Loader<readonly CertificateCopy[]>;
  readonly members: Loader<readonly PartnerMember[]>;
  readonly contracts: Loader<readonly Contract[]>;
  readonly apiKeys: Loader<readonly ApiKey[]>;
  /** the first listings of a product in any state */
  readonly listingsOfProduct: (first: number) => Loader<readonly Listing[]>;
  /** the first points that list a product */
  readonly salePointsOfProduct: (first: number) => Loader<readonly SalePoint[]>;
  readonly listingsOfSalePoint: (first: number) => Loader<PageOf<Listing>>;
  readonly salePointsOfUnit: (first: number) => Loader<readonly SalePoint[]>;
};

const byId = <Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> =>
  new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

const listsBy = <Row>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  ownerOf: (row: Row) => string,
): DataLoader<string, readonly Row[]> =>
  new DataLoader(async (ids) => {
    const rows = await read(ids);
    return ids.map((id) => rows.filter((row) => ownerOf(row) === id));
  });

/** One loader for each length of list that a request asks for. */
const byLength = <Value>(
  read: (ids: readonly string[], first: number) => Promise<ReadonlyMap<string, Value>>,
  none: Value,
): ((first: number) => Loader<Value>) => {
  const loaders = new Map<number, DataLoader<string, Value>>();
  return (first) => {
    const known = loaders.get(first);
    if (known) return known;
    const loader = new DataLoader<string, Value>(async (ids) => {
      const lists = await read(ids, first);
      return ids.map((id) => lists.get(id) ?? none);
    });
    loaders.set(first, loader);
    return loader;
  };
};

export const createLoaders = (queries: Queries, viewer: CommerceViewer): Loaders => {
  const salePoint = byId(queries.salePoints);
  /** The points come in the same statement: whoever asks a listing for its point finds it. */
  const listedAt: Queries["listingsOfProducts"] = async (ids, first, state) => {
    const lists = await queries.listingsOfProducts(ids, first, state);
    for (const row of [...lists.values()].flat()) salePoint.prime(row.salePoint.id, row.salePoint);
    return lists;
  };
  let kinds: Promise<SalePointKind[]> | null = null;
  return {
    salePoint,
    fair: byId(queries.fairs),
    partner: byId((ids) => queries.partners(ids, scopeOf(partnerReaders, viewer))),
    kinds: () => (kinds ??= queries.kinds()),
    certificates: listsBy(queries.certificatesOf, ({ productId }) => productId),
    members: listsBy(queries.membersOf, ({ partnerId }) => partnerId),
    contracts: listsBy(queries.contractsOf, ({ partnerId }) => partnerId),
    apiKeys: listsBy(queries.apiKeysOf, ({ partnerId }) => partnerId),
    listingsOfProduct: byLength<readonly Listing[]>(async (ids, first) => {
      const lists = await listedAt(ids, first, null);
      return new Map([...lists].map(([id, rows]) => [id, rows.map(({ listing }) => listing)]));
    }, []),
    salePointsOfProduct: byLength<readonly SalePoint[]>(async (ids, first) => {
      const lists = await listedAt(ids, first, "LISTED");
      return new Map([...lists].map(([id, rows]) => [id, rows.map((row) => row.salePoint)]));
    }, []),
    listingsOfSalePoint: byLength<PageOf<Listing>>(queries.listingsOfSalePoints, { rows: [], hasNextPage: false }),
    salePointsOfUnit: byLength<readonly SalePoint[]>(async (ids, first) => {
      const lists = await queries.salePointsOfUnits(ids, first);
      for (const row of [...lists.values()].flat()) salePoint.prime(row.id, row);
      return lists;
    }, []),
  };
};
