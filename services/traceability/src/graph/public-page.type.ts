import { Part, Shown } from "@ocop/service-kit";
import { Field, ObjectType } from "type-graphql";

@Shown("partner", "public")
@Part()
@ObjectType("PublicPage", {
  description: "A page of the scan host that anyone may open, and the picture of its QR code.",
})
export class PublicPageType {
  @Field(() => String, { description: "Address of the page; what its QR code says." })
  readonly url!: string;

  @Field(() => String, { description: "Address of the QR code as SVG." })
  readonly qrUrl!: string;
}
