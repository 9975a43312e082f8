import { buildSubgraph, type Subgraph } from "@ocop/service-kit";
import { type EvaluationViewer, rules } from "../domain/rights";
import { AdministrativeUnitStub } from "./administrative-unit.stub";
import { CertificateResolver, RevocationResolver } from "./certificate.resolver";
import { certificateTexts } from "./certificate.type";
import type { EvaluationContext } from "./context";
import { CouncilResolver } from "./council.resolver";
import { CriteriaSetResolver } from "./criteria-set.resolver";
import { criteriaTexts } from "./criteria-set.type";
import { DossierStub, DossierStubResolver } from "./dossier.stub";
import { EvaluationResolver, ScoreSheetResolver } from "./evaluation.resolver";
import { evaluationTexts } from "./evaluation.type";
import { ProductStub, ProductStubResolver } from "./product.stub";

type Key = { readonly id: string };

/** The subgraph of evaluation: its resolvers, its rules, and how each entity is found by its key. */
export const buildSchema = (): Subgraph =>
  buildSubgraph<EvaluationViewer, EvaluationContext>({
    resolvers: [
      CriteriaSetResolver,
      CouncilResolver,
      EvaluationResolver,
      ScoreSheetResolver,
      CertificateResolver,
      RevocationResolver,
      ProductStubResolver,
      DossierStubResolver,
      ...criteriaTexts,
      ...evaluationTexts,
      ...certificateTexts,
    ],
    orphanedTypes: [ProductStub, DossierStub, AdministrativeUnitStub],
    rules,
    references: {
      Evaluation: ({ id }: Key, { loaders }) => loaders.evaluation.load(id),
      Council: ({ id }: Key, { loaders }) => loaders.council.load(id),
      Certificate: ({ id }: Key, { loaders }) => loaders.certificate.load(id),
      // Products and dossiers are registry's: evaluation answers for what it adds to them, and knows no other field.
      Product: ({ id }: Key) => Promise.resolve({ id }),
      Dossier: ({ id }: Key) => Promise.resolve({ id }),
    },
  });
