import { Authz, connectionOf, DateTime, LegalDate, Part, Shown } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { workReaders } from "../domain/rights";
import type { Placement } from "../domain/trade-item";
import type { Unit, UnitOutcome, UnitVerdict } from "../domain/unit";
import type { WorkState } from "../domain/ports";
import { LotType } from "./lot.type";
import { SerialJobState, UnitState, UnitVerdict as UnitVerdictEnum } from "./enums";
import { TradeItemType } from "./trade-item.type";

/** A unit with what its rules are held against. */
export type UnitRow = Unit & Placement;

@Authz(...workReaders)
@ObjectType("Unit", {
  description: "One pack with its own serial (số sê-ri): 16 random characters, never in sequence.",
})
export class UnitType implements UnitRow {
  readonly itemId!: string;
  readonly lotId!: string | null;
  readonly producerId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => ID, { description: "The job that issued it." })
  readonly batchId!: string;

  @Field(() => String)
  readonly serial!: string;

  @Field(() => UnitState)
  readonly state!: Unit["state"];

  @Field(() => DateTime)
  readonly issuedAt!: Date;

  @Field(() => DateTime, { nullable: true })
  readonly printedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readonly activatedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readonly voidedAt!: Date | null;
}

export const UnitConnection = connectionOf("Unit", UnitType);

@Part()
@ObjectType("UnitOutcome", { description: "What became of one serial of a request. One in the wrong state keeps it." })
export class UnitOutcomeType implements UnitOutcome {
  @Field(() => String)
  readonly serial!: string;

  @Field(() => Boolean)
  readonly changed!: boolean;

  @Field(() => UnitState, {
    nullable: true,
    description: "State after the request, null when no such serial was issued.",
  })
  readonly state!: UnitOutcome["state"];

  @Field(() => DateTime, { nullable: true, description: "Since when it is in that state." })
  readonly since!: Date | null;
}

@Shown("partner", "public")
@Part()
@ObjectType("UnitCheck", { description: "The verdict on a scanned serial, and what the pack should look like." })
export class UnitCheckType {
  @Field(() => UnitVerdictEnum)
  readonly verdict!: UnitVerdict;

  @Field(() => LegalDate, { description: "The day for which the verdict holds." })
  readonly asOf!: string;

  @Field(() => DateTime, { nullable: true })
  readonly activatedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  readonly voidedAt!: Date | null;

  @Field(() => TradeItemType, { nullable: true, description: "Null when no such serial was issued." })
  readonly tradeItem!: TradeItemType | null;

  @Field(() => LotType, { nullable: true, description: "The unit's lot, once it was published." })
  readonly lot!: LotType | null;
}

/** An order of serials with what its rules are held against. */
export type SerialJobRow = Placement &
  Pick<WorkState, "id" | "done" | "requestedAt"> & {
    readonly state: Uppercase<WorkState["state"]>;
    readonly total: number;
  };

@Authz(...workReaders)
@ObjectType("SerialJob", {
  description: "An order of serials on its way; it goes on where it stopped when a process dies.",
})
export class SerialJobType implements SerialJobRow {
  readonly producerId!: string;
  readonly provinceRegionId!: string;
  readonly communeRegionId!: string | null;

  @Field(() => ID)
  readonly id!: string;

  @Field(() => SerialJobState)
  readonly state!: SerialJobRow["state"];

  @Field(() => Int, { description: "Serials issued so far." })
  readonly done!: number;

  @Field(() => Int)
  readonly total!: number;

  @Field(() => DateTime)
  readonly requestedAt!: Date;
}
