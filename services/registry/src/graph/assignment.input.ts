import type { Role, ScopeType } from "@ocop/contracts";
import { LegalDate, MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { AssignmentState } from "../domain/assignment";
import { AssignmentStateEnum, RoleEnum, ScopeTypeEnum } from "./enums";

@InputType("GrantAssignmentInput")
export class GrantAssignmentInput extends MutationInput {
  @Field(() => ID, { description: "Whose: stable id at the identity provider." })
  readonly subject!: string;

  @Field(() => RoleEnum)
  readonly role!: Role;

  @Field(() => ScopeTypeEnum)
  readonly scopeType!: ScopeType;

  @Field(() => ID, { nullable: true, description: "A unit of today's list or a producer; left out for NATIONAL." })
  readonly scopeId?: string | null;

  @Field(() => LegalDate, { description: "First day, today at the earliest." })
  readonly validFrom!: string;

  @Field(() => LegalDate, {
    nullable: true,
    description: "First day on which it no longer holds; an auditor's right must have one.",
  })
  readonly validUntil?: string | null;

  @Field(() => String, { description: "Decision or act it rests on, at most 500 characters." })
  readonly legalBasis!: string;
}

@InputType("ConfirmAssignmentInput")
export class ConfirmAssignmentInput extends MutationInput {
  @Field(() => ID)
  readonly assignmentId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;
}

@InputType("RejectAssignmentInput")
export class RejectAssignmentInput extends MutationInput {
  @Field(() => ID)
  readonly assignmentId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { description: "At most 1,000 characters." })
  readonly reason!: string;
}

@InputType("RevokeAssignmentInput")
export class RevokeAssignmentInput extends MutationInput {
  @Field(() => ID)
  readonly assignmentId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { description: "At most 1,000 characters." })
  readonly reason!: string;
}

@InputType("AssignmentWhere", { description: "All conditions hold." })
export class AssignmentWhere {
  @Field(() => ID, { nullable: true })
  readonly subject?: string | null;

  @Field(() => RoleEnum, { nullable: true })
  readonly role?: Role | null;

  @Field(() => ScopeTypeEnum, { nullable: true })
  readonly scopeType?: ScopeType | null;

  @Field(() => ID, { nullable: true, description: "Id of the unit or producer." })
  readonly scopeId?: string | null;

  @Field(() => AssignmentStateEnum, { nullable: true })
  readonly state?: AssignmentState | null;
}
