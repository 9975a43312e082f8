import { LegalDate, OnceInput, Shown } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { CertificateStatus } from "@ocop/contracts";
import type { RevocationGround } from "../domain/revocation-ground";
import { CertificateStatusEnum, RevocationGroundEnum } from "./enums";

@InputType()
export class IssueCertificateInput extends OnceInput {
  @Field(() => ID)
  readonly evaluationId!: string;

  @Field(() => LegalDate, { description: "From the day of the decision to today." })
  readonly issuedOn!: string;

  @Field(() => String, { nullable: true, description: "Number given by the authority; at most 60 characters." })
  readonly certificateNo?: string | null;
}

@InputType()
export class RequestRevocationInput extends OnceInput {
  @Field(() => ID)
  readonly certificateId!: string;

  @Field(() => Int, { description: "Version of the certificate that the officer saw." })
  readonly expectedVersion!: number;

  @Field(() => RevocationGroundEnum)
  readonly ground!: RevocationGround;

  @Field(() => String, { description: "At most 2,000 characters." })
  readonly reason!: string;

  @Field(() => LegalDate, { nullable: true, description: "Day of the finding; the authority decides within 15 days." })
  readonly concludedOn?: string | null;
}

@InputType()
export class ConfirmRevocationInput extends OnceInput {
  @Field(() => ID)
  readonly revocationId!: string;

  @Field(() => Int, { description: "Version of the revocation that the officer saw." })
  readonly expectedVersion!: number;

  @Field(() => String, { description: "Number of the authority's decision; at most 60 characters." })
  readonly decisionNo!: string;

  @Field(() => LegalDate, {
    description: "From the conclusion, else the request, to today; the certificate ends with it.",
  })
  readonly decidedOn!: string;
}

@Shown("partner", "public")
@InputType({ description: "All that are given must hold." })
export class CertificateWhere {
  @Field(() => ID, { nullable: true })
  readonly provinceId?: string | null;

  @Field(() => CertificateStatusEnum, { nullable: true, description: "Status of today." })
  readonly status?: CertificateStatus | null;

  @Field(() => Int, { nullable: true })
  readonly stars?: number | null;

  @Field(() => [ID], { nullable: true, description: "At most 100." })
  readonly productIds?: readonly string[] | null;
}
