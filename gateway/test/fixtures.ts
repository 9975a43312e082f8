import { Refusal, type Rule, type Viewer, type ViewerAssignment } from "@ocop/contracts";
import {
  Authz,
  buildSubgraph,
  createLog,
  type GraphContext,
  Part,
  printTrace,
  Public,
  type Server,
  Shown,
  startServer,
  type Subgraph,
  systemClock,
} from "@ocop/service-kit";
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import { audiences } from "../src/audiences";
import type { GatewayConfig } from "../src/config";
import { hashOf, type PersistedDocument } from "../src/documents";

/** Two subgraphs as small as they can be: one owns products and assignments, the other contributes stars. */

type Product = { readonly id: string; readonly name: string };

const products: readonly Product[] = [
  { id: "tea", name: "Chè Đồi" },
  { id: "honey", name: "Mật ong" },
];

/** Known to registry alone: evaluation answers null for it, even where its schema promises a value. */
const forgotten: Product = { id: "forgotten", name: "Bánh đã quên" };

/** What registry knows of each subject, how often it was asked, and what happens while it answers. */
export const registryFacts = {
  assignments: new Map<string, readonly ViewerAssignment[]>(),
  asked: 0,
  whileAsked: (): void => undefined,
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

@Public()
@Shown("partner", "public")
@Directive('@key(fields: "id")')
@ObjectType("Product")
class ProductType implements Product {
  @Field(() => ID, { description: "Opaque." })
  readonly id!: string;
  @Field(() => String, { description: "Name of the product (tên sản phẩm)." })
  readonly name!: string;
}

@ArgsType()
class RenameArgs {
  @Field(() => ID)
  readonly id!: string;
  @Field(() => String)
  readonly name!: string;
}

@Resolver(() => ProductType)
class RegistryResolver {
  @Public()
  @Shown("partner", "public")
  @Query(() => [ProductType], { nullable: true })
  products(): readonly Product[] {
    return products;
  }

  @Public()
  @Shown("partner", "public")
  @Query(() => ProductType, { nullable: true })
  product(@Arg("id", () => ID) id: string): Product | null {
    return [...products, forgotten].find((product) => product.id === id) ?? null;
  }

  @Public()
  @Shown("partner", "public")
  @Query(() => String, { nullable: true })
  whoAsks(@Ctx() { viewer, trace }: GraphContext): string {
    return JSON.stringify({ viewer, traceparent: printTrace(trace) });
  }

  @Authz("producer.own")
  @Query(() => String, { nullable: true })
  forProducers(): string {
    return "yours";
  }

  @Public()
  @Query(() => String, { nullable: true })
  broken(): string {
    throw new Error("the password of the database is hunter2");
  }

  @Public()
  @Mutation(() => ProductType, { nullable: true })
  rename(@Args(() => RenameArgs) { id, name }: RenameArgs): Product {
    if (name === "") throw new Refusal("WRONG_STATE", { state: "EMPTY", allowed: ["NAMED"] });
    return { id, name };
  }

  @Directive("@inaccessible")
  @Authz("gateway.itself")
  @Query(() => [ViewerAssignmentType])
  _assignmentsOf(@Arg("subject", () => String) subject: string): readonly ViewerAssignment[] {
    registryFacts.asked += 1;
    registryFacts.whileAsked();
    return registryFacts.assignments.get(subject) ?? [];
  }
}

@Directive('@key(fields: "id")')
@ObjectType("Product")
class ProductStub {
  @Field(() => ID)
  readonly id!: string;
}

@Resolver(() => ProductStub)
class EvaluationResolver {
  @Public()
  @Shown("partner", "public")
  @FieldResolver(() => Int, { nullable: true, description: "Stars held today (số sao)." })
  stars(): number {
    return 4;
  }

  @Public()
  @FieldResolver(() => Int, { description: "Never null, against the custom of this graph." })
  rank(): number {
    return 1;
  }

  @Public()
  @Query(() => String, { nullable: true })
  standing(): string {
    return "fine";
  }
}

const producerScope = ({ assignments }: Viewer) =>
  assignments.some(({ role }) => role === "PRODUCER_OWNER") ? "everything" : [];

const rules: Readonly<Record<string, Rule<Viewer, never>>> = {
  "producer.own": { scope: producerScope },
  "gateway.itself": { scope: ({ system }) => (system === "gateway" ? "everything" : []) },
};

export const registry: Subgraph = buildSubgraph<Viewer, GraphContext>({
  resolvers: [RegistryResolver],
  rules,
  references: {
    Product: ({ id }: Product) => Promise.resolve(products.find((product) => product.id === id) ?? null),
  },
});

export const evaluation: Subgraph = buildSubgraph<Viewer, GraphContext>({
  resolvers: [EvaluationResolver],
  orphanedTypes: [ProductStub],
  rules: {},
  references: { Product: ({ id }: Product) => Promise.resolve(id === forgotten.id ? null : { id }) },
});

/** Settings of a gateway that nobody meets a limit of; there is no Redis, so that each counts for itself. */
export const unlimited = {
  redisUrl: "redis://127.0.0.1:1",
  budgets: { anonymous: 1_000_000, person: 1_000_000 },
  operations: 256,
  toleratedDelay: 600_000,
  trustedProxy: null,
} as const satisfies Partial<GatewayConfig>;

/** Documents that gateways of tests run by their hash; what {@link listed} was given is in it from then on. */
export const documents = new Map<string, PersistedDocument>();

/** Lists a document for every audience, so that a gateway in production runs it. */
export const listed = (body: string): string => {
  documents.set(hashOf(body), { name: "Test", body, audiences });
  return body;
};

/** What clients of the programme and of partners say of themselves. */
export const clientHeaders = { "apollographql-client-name": "tests", "apollographql-client-version": "1" } as const;

export const silent = createLog("test", { level: "silent" });

/** Serves a fixture as a service serves its subgraph, behind the viewer context. */
export const serve = (name: string, subgraph: Subgraph, key: string, port = 0): Promise<Server> =>
  startServer({
    name,
    mode: "development",
    port,
    log: silent,
    clock: systemClock(),
    subgraph: { schema: subgraph.schema, viewerKeys: [key], context: (base) => base },
  });
