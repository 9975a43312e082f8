import { dayOf } from "@ocop/contracts";
import { Authz, connection, connectionOf, ConnectionArgs, cursors, type Connection } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import { isLive, type Assignment } from "../domain/assignment";
import type { Producer } from "../domain/producer";
import { assignmentEnders, assignmentReaders, scopeOf } from "../domain/rights";
import { confirmAssignment } from "../use-cases/confirm-assignment";
import { grantAssignment } from "../use-cases/grant-assignment";
import { rejectAssignment } from "../use-cases/reject-assignment";
import { revokeAssignment } from "../use-cases/revoke-assignment";
import { AdministrativeUnitType } from "./administrative-unit.type";
import {
  AssignmentWhere,
  ConfirmAssignmentInput,
  GrantAssignmentInput,
  RejectAssignmentInput,
  RevokeAssignmentInput,
} from "./assignment.input";
import { AssignmentType } from "./assignment.type";
import type { RegistryContext } from "./context";
import { ProducerType } from "./producer.type";

const AssignmentConnection = connectionOf("Assignment", AssignmentType, { totalCount: true });

const isTerritorial = ({ scopeType }: Assignment): boolean => scopeType === "PROVINCE" || scopeType === "COMMUNE";

@Resolver(() => AssignmentType)
export class AssignmentResolver {
  @Authz(...assignmentReaders)
  @Query(() => AssignmentConnection, {
    nullable: true,
    description:
      "Rights of people, newest first: those the viewer could grant, the own ones, for auditors those of their scope, for the centre all.",
  })
  async assignments(
    @Arg("where", () => AssignmentWhere, { nullable: true }) where: AssignmentWhere | null,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer }: RegistryContext,
  ): Promise<Connection<Assignment>> {
    const filter = {
      subject: where?.subject ?? null,
      role: where?.role ?? null,
      scopeType: where?.scopeType ?? null,
      scopeId: where?.scopeId ?? null,
      state: where?.state ?? null,
    };
    const scope = scopeOf(viewer, assignmentReaders);
    const cursor = cursors(cursorKeys, { list: "Query.assignments", filter, sort: ["id"], scope });
    const page = await queries.assignmentPage(filter, scope, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth)),
      totalCount: () => queries.assignmentCount(filter, scope),
    };
  }

  @FieldResolver(() => Boolean, { description: "Does it hold today?" })
  live(@Root() assignment: Assignment, @Ctx() { now }: RegistryContext): boolean {
    return isLive(assignment, dayOf(now));
  }

  @FieldResolver(() => [ID], { description: "Units of today in which a territorial scope lies." })
  async regionIds(@Root() assignment: Assignment, @Ctx() { loaders }: RegistryContext): Promise<readonly string[]> {
    const { scopeId } = assignment;
    return scopeId !== null && isTerritorial(assignment) ? loaders.regions.load(scopeId) : [];
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "The unit of a territorial scope." })
  async unit(@Root() assignment: Assignment, @Ctx() { loaders }: RegistryContext): Promise<AdministrativeUnit | null> {
    const { scopeId } = assignment;
    return scopeId !== null && isTerritorial(assignment) ? loaders.units.load(scopeId) : null;
  }

  @FieldResolver(() => ProducerType, { nullable: true, description: "The producer of a scope PRODUCER." })
  async producer(
    @Root() { scopeType, scopeId }: Assignment,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<Producer | null> {
    return scopeId === null || scopeType !== "PRODUCER" ? null : loaders.producers.load(scopeId);
  }

  @Authz("assignment.grantable")
  @Mutation(() => AssignmentType, {
    nullable: true,
    description:
      "Grants a right within the own scope. Rights of officers and operators are PROPOSED and need a second officer (confirmAssignment). Refused with FORBIDDEN also for a right to oneself, RIGHT_HELD {assignmentId}, UNIT_NOT_CURRENT {listVersion, code}, BAD_USER_INPUT {field}.",
  })
  grantAssignment(
    @Arg("input", () => GrantAssignmentInput) input: GrantAssignmentInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Assignment> {
    const { subject, role, scopeType, validFrom, legalBasis } = input;
    const [scopeId, validUntil] = [input.scopeId ?? null, input.validUntil ?? null];
    return act((deps) =>
      grantAssignment(deps, { subject, role, scopeType, scopeId, validFrom, validUntil, legalBasis }),
    );
  }

  @Authz("assignment.grantable")
  @Mutation(() => AssignmentType, {
    nullable: true,
    description:
      "The second officer agrees to a proposed right, which then holds. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, SAME_OFFICER for who proposed it and whom it is for.",
  })
  confirmAssignment(
    @Arg("input", () => ConfirmAssignmentInput) { assignmentId, expectedVersion }: ConfirmAssignmentInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Assignment> {
    return act((deps) => confirmAssignment(deps, assignmentId, expectedVersion));
  }

  @Authz("assignment.grantable")
  @Mutation(() => AssignmentType, {
    nullable: true,
    description:
      "Turns a proposed right down; who proposed it withdraws it. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, BAD_USER_INPUT {field}.",
  })
  rejectAssignment(
    @Arg("input", () => RejectAssignmentInput) { assignmentId, expectedVersion, reason }: RejectAssignmentInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Assignment> {
    return act((deps) => rejectAssignment(deps, assignmentId, expectedVersion, reason));
  }

  @Authz(...assignmentEnders)
  @Mutation(() => AssignmentType, {
    nullable: true,
    description:
      "Takes a right back, or lays the own one down; it ends everywhere within 60 s. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, BAD_USER_INPUT {field}.",
  })
  revokeAssignment(
    @Arg("input", () => RevokeAssignmentInput) { assignmentId, expectedVersion, reason }: RevokeAssignmentInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Assignment> {
    return act((deps) => revokeAssignment(deps, assignmentId, expectedVersion, reason));
  }
}
