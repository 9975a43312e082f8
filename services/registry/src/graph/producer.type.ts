import { Authz, Public } from "@ocop/service-kit";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import type { Producer, ProducerKind } from "../domain/producer";
import { producerReaders } from "../domain/rights";
import { ProducerKindEnum } from "./enums";

@Public()
@Directive('@key(fields: "id")')
@ObjectType("Producer", {
  description: "Producer (chủ thể OCOP): owner of products, who applies for their evaluation.",
})
export class ProducerType implements Omit<Producer, "searchName"> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  @Field(() => String, { description: "Registered business name." })
  readonly name!: string;

  @Field(() => ProducerKindEnum, {
    nullable: true,
    description: "Kind of entity (loại hình); null when not published.",
  })
  readonly kind!: ProducerKind | null;

  @Field(() => String, { nullable: true, description: "Address as registered or as issued, in the words of its day." })
  readonly addressLine!: string | null;

  @Authz(...producerReaders)
  @Field(() => String, { nullable: true, description: "Legal representative (người đại diện pháp luật)." })
  readonly representative!: string | null;

  @Authz(...producerReaders)
  @Field(() => String, { nullable: true, description: "Phone (điện thoại)." })
  readonly phone!: string | null;

  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;

  @Field(() => Boolean, { description: "Belongs to the demonstration territory and is no real producer." })
  readonly demonstration!: boolean;
}
