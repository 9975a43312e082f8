import { buildSubgraph, type Subgraph } from "@ocop/service-kit";
import { rules } from "../domain/rights";
import { AdministrativeUnitResolver } from "./administrative-unit.resolver";
import { AssignmentResolver } from "./assignment.resolver";
import { BreakGlassResolver } from "./break-glass.resolver";
import type { RegistryContext } from "./context";
import { DossierResolver } from "./dossier.resolver";
import { MeResolver } from "./me.resolver";
import { ProducerResolver } from "./producer.resolver";
import { ProductResolver } from "./product.resolver";
import { FacetTerritoryResolver } from "./product-facets.type";
import {
  ProgrammePlanResolver,
  ProgrammeProgressResolver,
  ProgrammeResolver,
  ProgrammeTargetResolver,
} from "./programme.resolver";
import { ProductSetResolver, RoundResolver } from "./reference.resolver";
import { TerritoryTotalResolver, TerritoryTotalsResolver } from "./territory-totals.resolver";
import { UnitChoiceResolver } from "./unit-choice.resolver";

type Key = { readonly id: string };

/** The subgraph of registry; printed to `schema.graphql`. */
export const registrySubgraph = (): Subgraph =>
  buildSubgraph({
    resolvers: [
      AdministrativeUnitResolver,
      AssignmentResolver,
      BreakGlassResolver,
      DossierResolver,
      MeResolver,
      ProducerResolver,
      ProductResolver,
      ProductSetResolver,
      ProgrammePlanResolver,
      ProgrammeProgressResolver,
      ProgrammeResolver,
      ProgrammeTargetResolver,
      RoundResolver,
      TerritoryTotalResolver,
      TerritoryTotalsResolver,
      UnitChoiceResolver,
      FacetTerritoryResolver,
    ],
    rules,
    references: {
      AdministrativeUnit: ({ id }: Key, { loaders }: RegistryContext) => loaders.units.load(id),
      Dossier: ({ id }: Key, { loaders }: RegistryContext) => loaders.dossiers.load(id),
      Producer: ({ id }: Key, { loaders }: RegistryContext) => loaders.producers.load(id),
      Product: ({ id }: Key, { loaders }: RegistryContext) => loaders.products.load(id),
      Round: ({ id }: Key, { loaders }: RegistryContext) => loaders.rounds.load(id),
    },
  });
