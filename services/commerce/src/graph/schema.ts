import { buildSubgraph, type Subgraph } from "@ocop/service-kit";
import { rules, type CommerceViewer } from "../domain/rights";
import { AdministrativeUnitStub, AdministrativeUnitStubResolver } from "./administrative-unit.stub";
import { ApiKeyResolver } from "./api-key.resolver";
import type { CommerceContext } from "./context";
import { FairResolver } from "./fair.resolver";
import { ListingResolver } from "./listing.resolver";
import { PartnerContractResolver, PartnerResolver } from "./partner.resolver";
import { ProductStub, ProductStubResolver } from "./product.stub";
import { SalePointKindResolver, SalePointResolver } from "./sale-point.resolver";

type Key = { readonly id: string };

/** The subgraph of commerce: its resolvers, its rules, and how each entity is found by its key. */
export const buildSchema = (): Subgraph =>
  buildSubgraph<CommerceViewer, CommerceContext>({
    resolvers: [
      SalePointResolver,
      SalePointKindResolver,
      ListingResolver,
      FairResolver,
      PartnerResolver,
      PartnerContractResolver,
      ApiKeyResolver,
      ProductStubResolver,
      AdministrativeUnitStubResolver,
    ],
    orphanedTypes: [ProductStub, AdministrativeUnitStub],
    rules,
    references: {
      SalePoint: ({ id }: Key, { loaders }) => loaders.salePoint.load(id),
      Fair: ({ id }: Key, { loaders }) => loaders.fair.load(id),
      Partner: ({ id }: Key, { loaders }) => loaders.partner.load(id),
      // Products and units are registry's: commerce answers for what it adds to them, and knows no other field.
      Product: ({ id }: Key) => Promise.resolve({ id }),
      AdministrativeUnit: ({ id }: Key) => Promise.resolve({ id }),
    },
  });
