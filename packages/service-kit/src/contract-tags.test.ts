import type { Rule, Viewer } from "@ocop/contracts";
import { type FieldDefinitionNode, type InputValueDefinitionNode, Kind, parse, print } from "graphql";
import {
  Arg,
  Args,
  Directive,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import { Authz, Part, Public, Shown, Sized } from "./authz";
import type { GraphContext } from "./graph-context";
import { ConnectionArgs, connectionOf } from "./graph-types";
import { MutationInput } from "./mutation-input";
import { buildSubgraph } from "./subgraph";

@Part()
@Shown("public")
@ObjectType("Lining")
class LiningType {
  @Field(() => String)
  readonly text!: string;
}

@Public()
@Shown("public", "partner")
@Directive('@key(fields: "id")')
@ObjectType("Tin")
class TinType {
  @Field(() => ID)
  readonly id!: string;

  @Shown("partner")
  @Field(() => Int)
  readonly version!: number;

  @Shown()
  @Field(() => String)
  readonly note!: string;

  @Authz("nobody")
  @Field(() => String, { nullable: true })
  readonly phone!: string | null;

  @Shown("partner")
  @Authz("nobody")
  @Field(() => String, { nullable: true })
  readonly price!: string | null;

  @Sized(3)
  @Field(() => [LiningType])
  readonly linings!: readonly LiningType[];

  @Field(() => [String])
  readonly colours!: readonly string[];
}

@Shown("public")
@InputType("TinWhere")
class TinWhere extends MutationInput {
  @Field(() => String, { nullable: true })
  readonly name?: string | null;

  @Shown()
  @Field(() => String, { nullable: true })
  readonly secret?: string | null;
}

@InputType("OtherWhere")
class OtherWhere {
  @Field(() => String, { nullable: true })
  readonly name?: string | null;
}

const TinConnection = connectionOf("Tin", TinType, { totalCount: true });
const HiddenConnection = connectionOf("Hidden", TinType);

@Resolver(() => TinType)
class TinResolver {
  @Public()
  @Shown("public")
  @Query(() => TinConnection, { nullable: true })
  tins(
    @Args(() => ConnectionArgs) _args: ConnectionArgs,
    @Arg("where", () => TinWhere, { nullable: true }) _where: TinWhere | null,
  ) {
    return null;
  }

  @Public()
  @Shown("partner")
  @Query(() => TinConnection, { nullable: true })
  partnerTins(@Args(() => ConnectionArgs) _args: ConnectionArgs) {
    return null;
  }

  @Public()
  @Query(() => HiddenConnection, { nullable: true })
  hiddenTins(
    @Args(() => ConnectionArgs) _args: ConnectionArgs,
    @Arg("where", () => OtherWhere, { nullable: true }) _where: OtherWhere | null,
  ) {
    return null;
  }

  @Shown("public")
  @Public()
  @FieldResolver(() => [TinType], { nullable: true })
  others(@Arg("first", () => Int, { defaultValue: 5 }) _first: number): readonly TinType[] {
    return [];
  }
}

const rules: Readonly<Record<string, Rule<Viewer, never>>> = { nobody: { scope: () => [] } };

const { sdl } = buildSubgraph<Viewer, GraphContext>({
  resolvers: [TinResolver],
  rules,
  references: { Tin: () => Promise.resolve(null) },
});

/** The directives of a kind on every field, argument and input field of the printed text, by coordinate. */
const printed = (directive: string): Readonly<Record<string, readonly string[]>> => {
  const said = (node: FieldDefinitionNode | InputValueDefinitionNode): readonly string[] =>
    (node.directives ?? []).filter(({ name }) => name.value === directive).map((one) => print(one));
  const members = parse(sdl).definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return [];
    return (type.fields ?? []).flatMap((field): (readonly [string, readonly string[]])[] => {
      const coordinate = `${type.name.value}.${field.name.value}`;
      const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
      return [
        [coordinate, said(field)],
        ...args.map((argument) => [`${coordinate}(${argument.name.value}:)`, said(argument)] as const),
      ];
    });
  });
  return Object.fromEntries(members.filter(([, found]) => found.length > 0));
};

const partner = '@tag(name: "partner")';
const open = '@tag(name: "public")';

describe("the contracts of a field", () => {
  const tags = printed("tag");

  it("are its own, else its class's, and a rule of its own takes it out of the class's", () => {
    expect(Object.fromEntries(Object.entries(tags).filter(([place]) => /^(Tin|Lining)\./.test(place)))).toEqual({
      "Lining.text": [open],
      "Tin.id": [partner, open],
      "Tin.version": [partner],
      "Tin.price": [partner],
      "Tin.linings": [partner, open],
      "Tin.colours": [partner, open],
      "Tin.others": [open],
      "Tin.others(first:)": [open],
    });
  });

  it("are those of its arguments, and an input says for its fields which of them are shown", () => {
    expect(
      Object.fromEntries(Object.entries(tags).filter(([place]) => /^(Query|TinWhere|OtherWhere)\./.test(place))),
    ).toEqual({
      "Query.tins": [open],
      "Query.tins(after:)": [open],
      "Query.tins(first:)": [open],
      "Query.tins(where:)": [open],
      "Query.partnerTins": [partner],
      "Query.partnerTins(after:)": [partner],
      "Query.partnerTins(first:)": [partner],
      "TinWhere.name": [open],
      "TinWhere.idempotencyKey": [open],
    });
  });

  it("are, on a page, those of every field that gives the page", () => {
    for (const place of ["TinConnection.nodes", "TinConnection.totalCount", "TinEdge.cursor", "TinEdge.node"])
      expect(tags[place]).toEqual([partner, open]);
    expect(Object.keys(tags).filter((place) => place.startsWith("Hidden"))).toEqual([]);
  });

  it("stand on no type, enum or scalar", () => {
    for (const definition of parse(sdl).definitions)
      if ("directives" in definition && "name" in definition)
        expect(definition.directives?.map(({ name }) => name.value)).not.toContain("tag");
  });
});

describe("the size of a list", () => {
  it("is what `first` says for a page and a bounded list, what the class says or 20 for any other, and nothing for plain values", () => {
    const page =
      '@listSize(sizedFields: ["edges", "nodes"], slicingArguments: ["first"], assumedSize: 20, requireOneSlicingArgument: false)';
    expect(printed("listSize")).toEqual({
      "Query.tins": [page],
      "Query.partnerTins": [page],
      "Query.hiddenTins": [page],
      "Tin.linings": ["@listSize(assumedSize: 3)"],
      "Tin.others": ['@listSize(slicingArguments: ["first"], assumedSize: 5, requireOneSlicingArgument: false)'],
    });
  });
});
