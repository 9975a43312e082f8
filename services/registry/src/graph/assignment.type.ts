import type { Role, ScopeType } from "@ocop/contracts";
import { Authz, DateTime, LegalDate, Part, Sized } from "@ocop/service-kit";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Assignment, AssignmentState } from "../domain/assignment";
import { assignmentReaders } from "../domain/rights";
import type { LentRights } from "../use-cases/lent-rights";
import { AssignmentStateEnum, RoleEnum, ScopeTypeEnum } from "./enums";

@Authz(...assignmentReaders, "gateway")
@ObjectType("Assignment", {
  description: "Assignment (phân công, quyền hạn): one right of one person, a role together with its scope.",
})
export class AssignmentType implements Assignment {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Int, { description: "Number of the last change; sent back as expectedVersion." })
  readonly version!: number;

  @Field(() => ID, { description: "Whose: stable id at the identity provider." })
  readonly subject!: string;

  @Field(() => RoleEnum, { description: "What the person is." })
  readonly role!: Role;

  @Field(() => ScopeTypeEnum, { description: "Over what." })
  readonly scopeType!: ScopeType;

  @Field(() => ID, { nullable: true, description: "Id of the unit or producer; null for NATIONAL." })
  readonly scopeId!: string | null;

  readonly provinceRegionId!: string | null;
  readonly communeRegionId!: string | null;

  @Field(() => LegalDate, { description: "First day." })
  readonly validFrom!: string;

  @Field(() => LegalDate, { nullable: true, description: "First day on which it no longer holds; null while open." })
  readonly validUntil!: string | null;

  @Field(() => String, { description: "Decision or act it rests on." })
  readonly legalBasis!: string;

  @Field(() => AssignmentStateEnum, { description: "How far it has come; ACTIVE holds only within its days." })
  readonly state!: AssignmentState;

  @Field(() => ID, { description: "Subject of who proposed or granted it." })
  readonly grantedBy!: string;

  @Field(() => DateTime, { description: "When it was proposed or granted." })
  readonly proposedAt!: Date;

  @Field(() => ID, { nullable: true, description: "Subject of the second officer; null where one is enough." })
  readonly confirmedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When the second officer agreed." })
  readonly confirmedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "Subject of who rejected or withdrew the proposal." })
  readonly rejectedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When the proposal was rejected or withdrawn." })
  readonly rejectedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "Subject of who took it back or laid it down." })
  readonly revokedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was taken back." })
  readonly revokedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was rejected, withdrawn or revoked." })
  readonly endReason!: string | null;
}

@Part()
@ObjectType("Me", { description: "The person who asks." })
export class MeType {
  @Field(() => ID, { description: "Stable id at the identity provider." })
  readonly subject!: string;

  @Sized(3)
  @Field(() => [AssignmentType], { description: "The live rights that registry holds for this person." })
  readonly assignments!: readonly Assignment[];
}

@Part()
@ObjectType("BreakGlassRights", { description: "Rights lent under break-glass (truy cập khẩn cấp)." })
export class BreakGlassRightsType implements LentRights {
  @Field(() => ID, { description: "Subject of the person whose rights they are." })
  readonly actedAs!: string;

  @Field(() => [AssignmentType], { description: "That person's live rights." })
  readonly assignments!: readonly Assignment[];

  @Field(() => DateTime, { description: "When the session ends by itself." })
  readonly endsAt!: Date;
}
