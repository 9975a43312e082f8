import { dayOf, isInForce } from "@ocop/contracts";
import { Public, Shown, Sized } from "@ocop/service-kit";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from "type-graphql";
import type { Certificate } from "../domain/certificate";
import type { Recognition } from "../domain/recognition";
import { refuse } from "../domain/refusals";
import { CertificateType } from "./certificate.type";
import type { EvaluationContext } from "./context";
import { RecognitionType } from "./recognition.type";

@Directive('@key(fields: "id")')
@ObjectType("Product")
export class ProductStub {
  @Field(() => ID)
  readonly id!: string;
}

const inForce = async (id: string, { loaders, now }: EvaluationContext): Promise<Certificate | null> =>
  (await loaders.certificatesOfProduct.load(id)).find((certificate) => isInForce(certificate, dayOf(now))) ?? null;

/** Most certificates shown inside a product. */
const longest = 20;

@Resolver(() => ProductStub)
export class ProductStubResolver {
  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => Int, {
    nullable: true,
    description: "Stars of the certificate in force today (hạng sao); null without one.",
  })
  async stars(@Root() { id }: ProductStub, @Ctx() context: EvaluationContext): Promise<number | null> {
    return (await inForce(id, context))?.stars ?? null;
  }

  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => CertificateType, { nullable: true, description: "The certificate in force today." })
  certificate(@Root() { id }: ProductStub, @Ctx() context: EvaluationContext): Promise<Certificate | null> {
    return inForce(id, context);
  }

  @Shown("partner", "public")
  @Public()
  @FieldResolver(() => [CertificateType], {
    nullable: true,
    description: "Its certificates, newest first, at most 20. Refused with BAD_USER_INPUT {field}.",
  })
  async certificates(
    @Root() { id }: ProductStub,
    @Arg("first", () => Int, { defaultValue: 5 }) first: number,
    @Ctx() { loaders }: EvaluationContext,
  ): Promise<readonly Certificate[]> {
    if (first > longest) refuse("BAD_USER_INPUT", { field: "first" });
    return (await loaders.certificatesOfProduct.load(id)).slice(0, first);
  }

  @Shown("partner", "public")
  @Public()
  @Sized(3)
  @FieldResolver(() => [RecognitionType], {
    nullable: true,
    description: "Recognitions from before the platform, as their sources publish them.",
  })
  recognitions(@Root() { id }: ProductStub, @Ctx() { loaders }: EvaluationContext): Promise<readonly Recognition[]> {
    return loaders.recognitions.load(id);
  }
}
