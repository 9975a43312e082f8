import { LegalDate, Part, Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Certificate } from "../domain/certificate";
import { RevocationGroundEnum } from "./enums";
import { textOf } from "./texts";

@Part()
@ObjectType("RenewalWindow", { description: "Days on which a renewal dossier may be submitted; both ends count." })
export class RenewalWindowType {
  @Field(() => LegalDate)
  readonly first!: string;

  @Field(() => LegalDate)
  readonly last!: string;
}

@Shown("partner", "public")
@Directive('@key(fields: "id")')
@Public()
@ObjectType("Certificate", {
  description:
    "Certificate of an OCOP product (giấy chứng nhận sản phẩm OCOP), 36 calendar months. `expiresOn` is the first day on which it no longer holds.",
})
export class CertificateType implements Omit<
  Certificate,
  "productName" | "liveProductId" | "state" | "evaluationId" | "recognitionId"
> {
  readonly productId!: string;
  readonly producerId!: string;
  readonly provinceRegionId!: string | null;
  readonly communeRegionId!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Field(() => String, { nullable: true, description: "Registered name of the producer on the day of issue." })
  readonly producerName!: string | null;

  @Field(() => String, { description: "Public code under which anyone may look the certificate up." })
  readonly lookupCode!: string;

  @Field(() => String, { nullable: true, description: "Number given by the authority; null = not published." })
  readonly certificateNo!: string | null;

  @Field(() => Int)
  readonly stars!: number;

  @Field(() => String, { description: "Legal regime it was issued under, for example qd26-2026." })
  readonly regime!: string;

  @Field(() => LegalDate)
  readonly issuedOn!: string;

  @Field(() => LegalDate)
  readonly expiresOn!: string;

  @Field(() => String)
  readonly decisionNo!: string;

  @Field(() => LegalDate, { nullable: true })
  readonly decidedOn!: string | null;

  @Field(() => String, { description: "Authority that recognised the product." })
  readonly authority!: string;

  @Field(() => LegalDate, { nullable: true })
  readonly revokedOn!: string | null;

  @Shown()
  @Field(() => RevocationGroundEnum, { nullable: true })
  readonly revocationGround!: Certificate["revocationGround"];

  @Field(() => LegalDate, { nullable: true, description: "Day from which a newer certificate holds instead." })
  readonly supersededOn!: string | null;

  @Field(() => Boolean, { description: "Of a demonstration product." })
  readonly demonstration!: boolean;
}

export const certificateTexts = [
  textOf<Certificate>(CertificateType, "productName", "Name of the product as certified."),
];
