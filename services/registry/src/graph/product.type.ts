import { Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { CountingCertificate, Product, ProductState } from "../domain/product";
import { ProductStateEnum } from "./enums";

@Shown("partner", "public")
@Public()
@Directive('@key(fields: "id")')
@ObjectType("Product", { description: "Product or service (sản phẩm OCOP), recognised or on its way there." })
export class ProductType implements Omit<Product, keyof CountingCertificate> {
  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  readonly producerId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Product code (mã số sản phẩm) T-X-STT-YYYY, given once; null before the commune's report.",
  })
  readonly code!: string | null;

  readonly nameVi!: string;
  readonly nameEn!: string | null;
  readonly storyVi!: string | null;
  readonly storyEn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Product set (bộ sản phẩm) QD26-01 to QD26-26; null while open.",
  })
  readonly setCode!: string | null;

  @Shown()
  @Field(() => String, {
    nullable: true,
    description: "Product set this project guesses from a published name; no source says so.",
  })
  readonly suggestedSetCode!: string | null;

  @Field(() => ProductStateEnum, { description: "Where the product stands, by the certificates known here." })
  readonly state!: ProductState;

  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;
  readonly issuedUnitId!: string | null;

  @Field(() => String, { nullable: true, description: "The place as the decision or the producer names it." })
  readonly addressAsIssued!: string | null;

  @Field(() => String, { nullable: true, description: "Where a product taken over from a publication was published." })
  readonly sourceUrl!: string | null;

  @Field(() => Boolean, { description: "Belongs to the demonstration territory and is no real product." })
  readonly demonstration!: boolean;
}
