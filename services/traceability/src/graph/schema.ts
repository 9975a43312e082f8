import { buildSubgraph, type Subgraph } from "@ocop/service-kit";
import { rules } from "../domain/rights";
import type { TraceabilityContext } from "./context";
import { LotResolver } from "./lot.resolver";
import { LotType } from "./lot.type";
import { ProductStub, ProductStubResolver } from "./product.stub";
import { TradeItemResolver } from "./trade-item.resolver";
import { TradeItemType } from "./trade-item.type";
import { UnitResolver } from "./unit.resolver";

type Key = { readonly id: string };

/** The subgraph, printed to `schema.graphql`. */
export const traceabilitySubgraph = (): Subgraph =>
  buildSubgraph({
    resolvers: [TradeItemResolver, LotResolver, UnitResolver, ProductStubResolver],
    orphanedTypes: [TradeItemType, LotType, ProductStub],
    rules,
    references: {
      TradeItem: ({ id }: Key, { loaders }: TraceabilityContext) => loaders.item.load(id),
      Lot: ({ id }: Key, { loaders }: TraceabilityContext) => loaders.lot.load(id),
      Product: ({ id }: Key) => Promise.resolve({ id }),
    },
  });
