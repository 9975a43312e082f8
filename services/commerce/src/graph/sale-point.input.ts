import { LegalDate, MutationInput, Shown } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";

@InputType()
export class RegisterSalePointInput extends MutationInput {
  @Field(() => String, { description: "At most 200 characters." })
  readonly nameVi!: string;

  @Field(() => String, { nullable: true })
  readonly nameEn?: string | null;

  @Field(() => String, { description: "Code of a kind of site; `salePointKinds` lists those in use." })
  readonly kind!: string;

  @Field(() => String, { description: "At most 300 characters." })
  readonly addressLine!: string;

  @Field(() => Int, { description: "Whole square metres, from 1." })
  readonly areaSquareMetres!: number;

  @Field(() => ID, { description: "A province of today's list, one of the officer's own." })
  readonly provinceId!: string;

  @Field(() => ID, { description: "A commune of that province, today's list." })
  readonly communeId!: string;

  @Field(() => String, { description: "Subject of the person who will run the point." })
  readonly operatorSubject!: string;

  @Field(() => String, { nullable: true, description: "Given together with its day, or not at all." })
  readonly recognitionNo?: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly recognisedOn?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "A point of the demonstration territory." })
  readonly demonstration!: boolean;
}

@InputType({ description: "Absent fields stay as they are; null empties a field that may be empty." })
export class UpdateSalePointInput extends MutationInput {
  @Field(() => ID)
  readonly salePointId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { nullable: true })
  readonly nameVi?: string | null;

  @Field(() => String, { nullable: true })
  readonly nameEn?: string | null;

  @Field(() => String, { nullable: true })
  readonly addressLine?: string | null;

  @Field(() => Int, { nullable: true })
  readonly areaSquareMetres?: number | null;

  @Field(() => String, { nullable: true, description: "The province alone changes it." })
  readonly kind?: string | null;

  @Field(() => String, { nullable: true, description: "The province alone changes it." })
  readonly operatorSubject?: string | null;

  @Field(() => String, { nullable: true, description: "The province alone changes it." })
  readonly recognitionNo?: string | null;

  @Field(() => LegalDate, { nullable: true, description: "The province alone changes it." })
  readonly recognisedOn?: string | null;
}

@Shown("partner", "public")
@InputType({ description: "All that are given must hold." })
export class SalePointWhere {
  @Field(() => ID, { nullable: true })
  readonly provinceId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly communeId?: string | null;

  @Field(() => String, { nullable: true, description: "Code of a kind of site." })
  readonly kind?: string | null;

  @Field(() => ID, { nullable: true, description: "Points on whose list the product stands." })
  readonly productId?: string | null;
}
