import { Authz, DateTime, Part, Public, Shown } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { PersonalField } from "../domain/personal-data";
import type { Producer, ProducerKind } from "../domain/producer";
import { producerReaders } from "../domain/rights";
import type { Revealed } from "../use-cases/reveal-personal-data";
import { PersonalFieldEnum, ProducerKindEnum } from "./enums";

@Shown("partner", "public")
@Public()
@Directive('@key(fields: "id")')
@ObjectType("Producer", {
  description: "Producer (chủ thể OCOP): owner of products, who applies for their evaluation.",
})
export class ProducerType implements Omit<Producer, "searchName"> {
  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  @Field(() => String, { description: "Registered business name." })
  readonly name!: string;

  @Field(() => ProducerKindEnum, {
    nullable: true,
    description: "Kind of entity (loại hình); null when not published.",
  })
  readonly kind!: ProducerKind | null;

  @Shown()
  @Field(() => String, { nullable: true, description: "Address as registered or as issued, in the words of its day." })
  readonly addressLine!: string | null;

  @Authz(...producerReaders)
  @Field(() => String, { nullable: true, description: "Legal representative (người đại diện pháp luật)." })
  readonly representative!: string | null;

  @Authz(...producerReaders)
  @Field(() => DateTime, {
    nullable: true,
    description: "When the personal data (dữ liệu cá nhân) of its people were last erased; null if never.",
  })
  readonly personalDataErasedAt!: Date | null;

  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;
  readonly issuedUnitId!: string | null;

  @Field(() => Boolean, { description: "Belongs to the demonstration territory and is no real producer." })
  readonly demonstration!: boolean;
}

@Part()
@ObjectType("RevealedPersonalData", { description: "One personal value in full." })
export class RevealedPersonalDataType implements Revealed {
  @Field(() => ID, { description: "The producer." })
  readonly producerId!: string;

  @Field(() => PersonalFieldEnum, { description: "Which value." })
  readonly field!: PersonalField;

  @Field(() => String, { nullable: true, description: "Digits; null when none is known, or it was erased." })
  readonly value!: string | null;
}
