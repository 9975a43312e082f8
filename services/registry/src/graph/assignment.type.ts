import type { Role, ScopeType } from "@ocop/contracts";
import { LegalDate, Part } from "@ocop/service-kit";
import { Field, ID, ObjectType } from "type-graphql";
import type { LiveAssignment } from "../use-cases/assignments-of";
import { RoleEnum, ScopeTypeEnum } from "./enums";

@Part()
@ObjectType("Assignment", { description: "One live right of one person: a role together with its scope." })
export class AssignmentType implements Pick<
  LiveAssignment,
  "id" | "role" | "scopeType" | "scopeId" | "regionIds" | "validFrom" | "validUntil" | "legalBasis"
> {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => RoleEnum, { description: "What the person is." })
  readonly role!: Role;

  @Field(() => ScopeTypeEnum, { description: "Over what." })
  readonly scopeType!: ScopeType;

  @Field(() => ID, { nullable: true, description: "Id of the unit or producer; null for NATIONAL." })
  readonly scopeId!: string | null;

  @Field(() => [ID], { description: "Units of today in which a territorial scope lies." })
  readonly regionIds!: readonly string[];

  @Field(() => LegalDate, { description: "First day." })
  readonly validFrom!: string;

  @Field(() => LegalDate, { nullable: true, description: "First day on which it no longer holds; null while open." })
  readonly validUntil!: string | null;

  @Field(() => String, { description: "Decision or act it rests on." })
  readonly legalBasis!: string;
}

@Part()
@ObjectType("Me", { description: "The person who asks." })
export class MeType {
  @Field(() => ID, { description: "Stable id at the identity provider." })
  readonly subject!: string;

  @Field(() => [AssignmentType], { description: "The live rights that registry holds for this person." })
  readonly assignments!: readonly LiveAssignment[];
}
