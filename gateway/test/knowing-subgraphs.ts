import type { Rule, Viewer, ViewerAssignment } from "@ocop/contracts";
import { Authz, buildSubgraph, type GraphContext, Part, type Subgraph } from "@ocop/service-kit";
import { Arg, Directive, Field, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Client } from "../src/identity";

/** The two subgraphs that know who asks, with nothing else in them: registry the rights, commerce the machines. */

type Session = {
  readonly subject: string;
  readonly actedAs: string;
  readonly assignments: readonly ViewerAssignment[];
  readonly endsAt: string;
};

/** What the subgraphs know, and the questions they were asked. */
export const facts = {
  assignments: new Map<string, readonly ViewerAssignment[]>(),
  sessions: new Map<string, Session>(),
  clients: new Map<string, Client>(),
  asked: [] as string[],
};

@Part()
@ObjectType("ViewerAssignment")
@Directive("@inaccessible")
class ViewerAssignmentType implements ViewerAssignment {
  @Field(() => ID)
  readonly id!: string;
  @Field(() => String)
  readonly role!: ViewerAssignment["role"];
  @Field(() => String)
  readonly scopeType!: ViewerAssignment["scopeType"];
  @Field(() => ID, { nullable: true })
  readonly scopeId!: string | null;
  @Field(() => [ID])
  readonly regionIds!: readonly string[];
}

@Part()
@ObjectType("BreakGlass")
@Directive("@inaccessible")
class BreakGlassType {
  @Field(() => String)
  readonly actedAs!: string;
  @Field(() => [ViewerAssignmentType])
  readonly assignments!: readonly ViewerAssignmentType[];
  @Field(() => String)
  readonly endsAt!: string;
}

@Part()
@ObjectType("Client")
@Directive("@inaccessible")
class ClientType implements Client {
  @Field(() => String)
  readonly partnerId!: string;
  @Field(() => String)
  readonly plan!: string;
  @Field(() => Int)
  readonly pointsPerMinute!: number;
  @Field(() => [String])
  readonly scopes!: readonly string[];
}

@Resolver()
class RegistryResolver {
  @Directive("@inaccessible")
  @Authz("gateway")
  @Query(() => [ViewerAssignmentType])
  _assignmentsOf(@Arg("subject", () => String) subject: string): readonly ViewerAssignment[] {
    facts.asked.push(`assignments of ${subject}`);
    return facts.assignments.get(subject) ?? [];
  }

  @Directive("@inaccessible")
  @Authz("gateway")
  @Query(() => BreakGlassType, { nullable: true })
  _breakGlassOf(@Arg("id", () => ID) id: string, @Arg("subject", () => String) subject: string): BreakGlassType | null {
    facts.asked.push(`session ${id} of ${subject}`);
    const session = facts.sessions.get(id);
    return session?.subject === subject ? session : null;
  }
}

@Resolver()
class CommerceResolver {
  @Directive("@inaccessible")
  @Authz("gateway")
  @Query(() => ClientType, { nullable: true })
  _clientOf(@Arg("subject", () => String) subject: string): Client | null {
    facts.asked.push(`client of ${subject}`);
    return facts.clients.get(subject) ?? null;
  }
}

const rules: Readonly<Record<string, Rule<Viewer, never>>> = {
  gateway: { scope: ({ system }) => (system === "gateway" ? "everything" : []) },
};

const subgraph = (resolver: typeof RegistryResolver | typeof CommerceResolver): Subgraph =>
  buildSubgraph<Viewer, GraphContext>({ resolvers: [resolver], rules, references: {} });

export const registry = subgraph(RegistryResolver);
export const commerce = subgraph(CommerceResolver);
