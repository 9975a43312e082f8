import { Authz, DateTime, LegalDate } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { revocationReaders } from "../domain/rights";
import type { Revocation } from "../domain/revocation";
import { RevocationGroundEnum, RevocationStateEnum } from "./enums";

@Authz(...revocationReaders)
@ObjectType("Revocation", { description: "Revocation file of a certificate (thu hồi): two officers, one ground." })
export class RevocationType implements Omit<Revocation, "certificateId" | "productId" | "openCertificateId"> {
  readonly producerId!: string;
  readonly provinceRegionId!: string | null;
  readonly requestedBy!: string;
  readonly confirmedBy!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int)
  readonly version!: number;

  @Field(() => RevocationStateEnum)
  readonly state!: Revocation["state"];

  @Field(() => RevocationGroundEnum)
  readonly ground!: Revocation["ground"];

  @Field(() => String)
  readonly reason!: string;

  @Field(() => LegalDate, { nullable: true, description: "Day of the finding, or of the commune's confirmation." })
  readonly concludedOn!: string | null;

  @Field(() => DateTime)
  readonly requestedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  readonly confirmedAt!: Date | null;

  @Field(() => String, { nullable: true })
  readonly decisionNo!: string | null;

  @Field(() => LegalDate, { nullable: true })
  readonly decidedOn!: string | null;
}
