import { Public, Shown } from "@ocop/service-kit";
import { Field, Int, ObjectType } from "type-graphql";
import type { ProductSet } from "../domain/product-set";

@Shown("partner", "public")
@Public()
@ObjectType("ProductSet", {
  description: "Product set (bộ sản phẩm) of Quyết định 26/2026/QĐ-TTg, Phụ lục I: the key to its criteria set.",
})
export class ProductSetType implements ProductSet {
  readonly id!: string;
  readonly version!: number;

  @Field(() => String, { description: "QD26-01 to QD26-26, in the order of the decision." })
  readonly code!: string;

  @Field(() => Int, { description: "Place in Phụ lục I, from 1." })
  readonly no!: number;

  @Field(() => String, { description: "Legal regime, qd26-2026." })
  readonly regime!: string;

  readonly nameVi!: string;
  readonly nameEn!: string | null;

  @Field(() => String, { description: "Industry (ngành), I to VI." })
  readonly industry!: string;

  readonly industryNameVi!: string;
  readonly industryNameEn!: string | null;

  @Field(() => String, { description: "Key of the group (nhóm)." })
  readonly productGroup!: string;

  readonly productGroupNameVi!: string;
  readonly productGroupNameEn!: string | null;

  @Field(() => String, { nullable: true, description: "Subgroup (phân nhóm) in the words of Phụ lục I." })
  readonly subgroup!: string | null;

  @Field(() => [String], { description: "Ministries in charge: mae, moit, moh, mcst." })
  readonly ministries!: readonly string[];
}
