import { Authz, connection, connectionOf, ConnectionArgs, cursors, type Connection } from "@ocop/service-kit";
import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { BreakGlassSession } from "../domain/break-glass";
import { breakGlassApprovers, breakGlassReaders, scopeOf } from "../domain/rights";
import { approveBreakGlass } from "../use-cases/approve-break-glass";
import { endBreakGlass } from "../use-cases/end-break-glass";
import { requestBreakGlass } from "../use-cases/request-break-glass";
import { ApproveBreakGlassInput, EndBreakGlassInput, RequestBreakGlassInput } from "./break-glass.input";
import { BreakGlassSessionType } from "./break-glass.type";
import type { RegistryContext } from "./context";

const BreakGlassSessionConnection = connectionOf("BreakGlassSession", BreakGlassSessionType, { totalCount: true });

@Resolver(() => BreakGlassSessionType)
export class BreakGlassResolver {
  @Authz(...breakGlassReaders)
  @Query(() => BreakGlassSessionConnection, {
    nullable: true,
    description:
      "Sessions of break-glass, newest first: all of them for operators, central officers and national auditors; for anybody else those in which the own rights were lent.",
  })
  async breakGlassSessions(
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer }: RegistryContext,
  ): Promise<Connection<BreakGlassSession>> {
    const scope = scopeOf(viewer, breakGlassReaders);
    const cursor = cursors(cursorKeys, { list: "Query.breakGlassSessions", filter: null, sort: ["id"], scope });
    const page = await queries.breakGlassPage(scope, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth)),
      totalCount: () => queries.breakGlassCount(scope),
    };
  }

  @Authz("operator")
  @Mutation(() => BreakGlassSessionType, {
    nullable: true,
    description:
      "Asks to look with another person's rights. Refused with FORBIDDEN, SAME_OFFICER for oneself, BAD_USER_INPUT {field}.",
  })
  requestBreakGlass(
    @Arg("input", () => RequestBreakGlassInput) { actAs, ticket, reason, hours }: RequestBreakGlassInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<BreakGlassSession> {
    return act((deps) => requestBreakGlass(deps, { actedAs: actAs, ticket, reason, hours }));
  }

  @Authz(...breakGlassApprovers)
  @Mutation(() => BreakGlassSessionType, {
    nullable: true,
    description:
      "The second person agrees; the hours count from now. The operator then sends the header ocop-break-glass with the session's id. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, SAME_OFFICER for who asked and whose rights are lent.",
  })
  approveBreakGlass(
    @Arg("input", () => ApproveBreakGlassInput) { sessionId, expectedVersion }: ApproveBreakGlassInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<BreakGlassSession> {
    return act((deps) => approveBreakGlass(deps, sessionId, expectedVersion));
  }

  @Authz(...breakGlassApprovers)
  @Mutation(() => BreakGlassSessionType, {
    nullable: true,
    description:
      "Turns a request down, or ends a session before its time. Refused with NOT_FOUND, FORBIDDEN, WRONG_STATE {state}.",
  })
  endBreakGlass(
    @Arg("input", () => EndBreakGlassInput) { sessionId }: EndBreakGlassInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<BreakGlassSession> {
    return act((deps) => endBreakGlass(deps, sessionId));
  }
}
