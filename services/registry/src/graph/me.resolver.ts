import { Authz, Public } from "@ocop/service-kit";
import { Arg, Ctx, Directive, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { Producer } from "../domain/producer";
import { liveAssignmentsOf, type LiveAssignment } from "../use-cases/assignments-of";
import { AdministrativeUnitType } from "./administrative-unit.type";
import { AssignmentType, MeType } from "./assignment.type";
import type { RegistryContext } from "./context";
import { ProducerType } from "./producer.type";

@Resolver(() => AssignmentType)
export class MeResolver {
  @Public()
  @Query(() => MeType, {
    nullable: true,
    description:
      "Who asks and with which rights; null for the public. A right just granted or revoked takes effect within 30 s.",
  })
  async me(@Ctx() { viewer: { subject }, queries, now }: RegistryContext): Promise<MeType | null> {
    return subject === null ? null : { subject, assignments: await liveAssignmentsOf(queries, subject, now) };
  }

  @Authz("gateway")
  @Directive("@inaccessible")
  @Query(() => [AssignmentType], { description: "The live rights of a person, for the gateway's viewer context." })
  _assignmentsOf(
    @Arg("subject", () => String) subject: string,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<readonly LiveAssignment[]> {
    return liveAssignmentsOf(queries, subject, now);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "The unit of a territorial scope." })
  async unit(
    @Root() { scopeType, scopeId }: LiveAssignment,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return scopeId === null || scopeType === "PRODUCER" ? null : loaders.units.load(scopeId);
  }

  @FieldResolver(() => ProducerType, { nullable: true, description: "The producer of a scope PRODUCER." })
  async producer(
    @Root() { scopeType, scopeId }: LiveAssignment,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<Producer | null> {
    return scopeId === null || scopeType !== "PRODUCER" ? null : loaders.producers.load(scopeId);
  }
}
