import { Public } from "@ocop/service-kit";
import { Ctx, Directive, Field, FieldResolver, ID, ObjectType, Resolver, Root } from "type-graphql";
import type { Evaluation } from "../domain/evaluation";
import type { EvaluationContext } from "./context";
import { EvaluationType } from "./evaluation.type";

@Directive('@key(fields: "id")')
@ObjectType("Dossier")
export class DossierStub {
  @Field(() => ID)
  readonly id!: string;
}

@Resolver(() => DossierStub)
export class DossierStubResolver {
  /** Public, since the loader adds the viewer's scope: an evaluation out of it is as absent as one that is not there. */
  @Public()
  @FieldResolver(() => EvaluationType, {
    nullable: true,
    description: "The evaluation of this dossier; null before its acceptance and outside the viewer's scope.",
  })
  evaluation(@Root() { id }: DossierStub, @Ctx() { loaders }: EvaluationContext): Promise<Evaluation | null> {
    return loaders.evaluationOfDossier.load(id);
  }
}
