import { Authz, Public } from "@ocop/service-kit";
import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import type { Assignment } from "../domain/assignment";
import { liveAssignmentsOf } from "../use-cases/assignments-of";
import { lentRights, type LentRights } from "../use-cases/lent-rights";
import { AssignmentType, BreakGlassRightsType, MeType } from "./assignment.type";
import type { RegistryContext } from "./context";

@Resolver()
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
  ): Promise<readonly Assignment[]> {
    return liveAssignmentsOf(queries, subject, now);
  }

  @Authz("gateway")
  @Directive("@inaccessible")
  @Query(() => BreakGlassRightsType, {
    nullable: true,
    description:
      "The rights that a session of break-glass lends to a person now, for the gateway's viewer context; null when it lends none.",
  })
  _breakGlassOf(
    @Arg("id", () => ID) id: string,
    @Arg("subject", () => String) subject: string,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<LentRights | null> {
    return lentRights(queries, id, subject, now);
  }
}
