import { Authz, DateTime } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { BreakGlassSession, BreakGlassState } from "../domain/break-glass";
import { breakGlassReaders } from "../domain/rights";
import { BreakGlassStateEnum } from "./enums";

@Authz(...breakGlassReaders)
@ObjectType("BreakGlassSession", {
  description:
    "Break-glass (truy cập khẩn cấp): an operator looks with the rights of another person, for at most four hours, after a second person agreed. Nothing can be written with them.",
})
export class BreakGlassSessionType implements BreakGlassSession {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  @Field(() => ID, { description: "Subject of the operator who looks." })
  readonly requestedBy!: string;

  @Field(() => ID, { description: "Subject of the person whose rights are lent." })
  readonly actedAs!: string;

  @Field(() => String, { description: "Ticket that made it necessary." })
  readonly ticket!: string;

  @Field(() => String, { description: "Reason in words." })
  readonly reason!: string;

  @Field(() => Int, { description: "1 to 4, from the approval." })
  readonly hours!: number;

  @Field(() => BreakGlassStateEnum, { description: "APPROVED lends rights only until endsAt." })
  readonly state!: BreakGlassState;

  @Field(() => DateTime, { description: "When it was asked for." })
  readonly requestedAt!: Date;

  @Field(() => ID, { nullable: true, description: "Subject of the second person." })
  readonly approvedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When the second person agreed." })
  readonly approvedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When it ends by itself; null before the approval." })
  readonly endsAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "Subject of who turned it down or ended it early." })
  readonly endedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was turned down or ended early." })
  readonly endedAt!: Date | null;
}
