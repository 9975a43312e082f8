import { anonymous, Refusal, type Rule, type Scope, type Viewer } from "@ocop/contracts";
import { execute, parse } from "graphql";
import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { readFileSync, writeFileSync } from "node:fs";
import { Authz, Public } from "../src/authz";
import type { GraphContext } from "../src/graph-context";
import { newId } from "../src/id";
import { createLog } from "../src/log";
import { buildSubgraph } from "../src/subgraph";
import { newTrace } from "../src/trace";
import { viewerOf } from "../testing/ask";
import { demandCommitted } from "../testing/committed";
import { testDirectory } from "../testing/config";
import { printMatrix } from "../testing/rights-matrix";
import { comparePaths, type Asking, type Judged, type PathParts } from "../testing/rights-paths";
import { compareRoots, probeForeign } from "../testing/rights-roots";

type Jar = {
  readonly id: string;
  readonly provinceRegionId: string;
  readonly state: string;
  readonly price: string;
};

const [ours, theirs] = [newId(), newId()];
const jar: Jar = { id: newId(), provinceRegionId: ours, state: "OPEN", price: "5" };
const foreignJar: Jar = { id: newId(), provinceRegionId: theirs, state: "OPEN", price: "7" };

const regions = (viewer: Viewer): Scope => {
  const ids = viewer.assignments.flatMap(({ regionIds }) => regionIds);
  return ids.length === 0 ? [] : [{ provinceRegionId: ids }];
};
const rules = {
  "province.own": { scope: regions },
  "province.open": { scope: regions, when: ({ state }) => state === "OPEN" },
} as const satisfies Record<string, Rule<Viewer, Jar>>;

/** What is wrong with the toy; nothing at first. */
const faults = { entities: false, nested: false, scope: false, root: false, telling: false, mutation: false };
const healthy = { ...faults };

type Context = GraphContext & { readonly sent: { statements: number } };

const reach = (id: string, { viewer, sent }: Context): Jar | null => {
  sent.statements += 1;
  const found = [jar, foreignJar].find((one) => one.id === id) ?? null;
  const [clause] = regions(viewer) as readonly { readonly provinceRegionId: readonly string[] }[];
  return found && (faults.scope || clause?.provinceRegionId.includes(found.provinceRegionId)) ? found : null;
};

@Authz("province.own")
@Directive('@key(fields: "id")')
@ObjectType("Jar")
class JarType {
  @Field(() => ID)
  readonly id!: string;

  @Authz("province.open")
  @Field(() => String, { nullable: true })
  readonly price!: string | null;
}

@Public()
@Directive('@key(fields: "id")')
@ObjectType("Shelf")
class ShelfType {
  @Field(() => ID)
  readonly id!: string;
}

@Resolver(() => ShelfType)
class ShelfResolver {
  @Public()
  @Query(() => ShelfType, { nullable: true })
  shelf(): ShelfType {
    return { id: "shelf" };
  }

  @Authz("province.own")
  @Query(() => JarType, { nullable: true })
  jar(@Arg("id", () => ID) id: string, @Ctx() context: Context): Jar {
    const found = reach(id, context);
    if (found) return found;
    throw new Refusal(faults.telling && id === foreignJar.id ? "FORBIDDEN" : "NOT_FOUND");
  }

  @Authz("province.own")
  @Mutation(() => JarType, { nullable: true })
  fill(@Arg("id", () => ID) id: string, @Ctx() context: Context): Jar {
    const found = reach(id, context);
    if (!found) throw new Refusal("NOT_FOUND");
    return faults.mutation ? { ...found, state: "SEALED" } : found;
  }

  @FieldResolver(() => JarType, { nullable: true })
  best(@Root() _shelf: ShelfType, @Ctx() context: Context): Jar | null {
    const found = reach(jar.id, context);
    return faults.nested && found ? { ...found, state: "SEALED" } : found;
  }
}

const shop = buildSubgraph<Viewer, Context>({
  resolvers: [ShelfResolver],
  rules,
  references: {
    Jar: ({ id }: { readonly id: string }, context) => {
      const found = reach(id, context);
      return Promise.resolve(found && { ...found, byReference: true });
    },
    Shelf: ({ id }: { readonly id: string }) => Promise.resolve({ id }),
  },
});

/** The faults of the guard itself are planted around the resolvers that it made. */
const jarFields = shop.schema.getType("Jar") as unknown as {
  getFields(): Record<string, { resolve: (source: Jar, ...rest: unknown[]) => unknown }>;
};
const price = jarFields.getFields()["price"];
const guardedPrice = price?.resolve;
if (price && guardedPrice)
  price.resolve = (source, ...rest) =>
    faults.entities && "byReference" in source ? source.price : guardedPrice(source, ...rest);
const root = shop.schema.getQueryType()?.getFields()["jar"];
const guardedRoot = root?.resolve;
if (root && guardedRoot)
  root.resolve = (source, args: { readonly id: string }, context: Context, info): unknown =>
    faults.root ? (reach(args.id, context) ?? null) : guardedRoot(source, args, context, info);

const log = createLog("shop", { level: "silent" });
const now = new Date("2026-11-21T03:00:00Z");

const ask: Asking<Viewer> = async (viewer, document, variableValues = {}) => {
  const sent = { statements: 0 };
  const contextValue: Context = { viewer, now, trace: newTrace(), log, sent };
  const { data, errors = [] } = await execute({
    schema: shop.schema,
    document: parse(document),
    variableValues,
    contextValue,
  });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as Judged["data"],
    errors: errors.map(({ message: code, path = [] }) => ({ path, extensions: { code } })),
    statements: sent.statements,
  };
};

const officer = (subject: string, region: string): Viewer =>
  viewerOf({ subject, assignments: [{ role: "PROVINCE_OFFICER", scopeType: "PROVINCE", regionIds: [region] }] });
const viewers = {
  ours: officer("ours", ours),
  theirs: officer("theirs", theirs),
  nobody: viewerOf({ subject: "nobody" }),
  public: anonymous,
};

const parts: PathParts<Viewer> = {
  ...shop,
  rules,
  viewers,
  now,
  ask,
  samples: {
    Jar: {
      key: { id: jar.id },
      told: { field: "id", value: jar.id },
      ways: [`{ jar(id: "${jar.id}") { SELECTION } }`],
      row: jar,
    },
    Shelf: { key: { id: "shelf" }, told: { field: "id", value: "shelf" }, ways: ["{ shelf { SELECTION } }"], row: {} },
  },
  payloads: [
    {
      type: "Jar",
      document: "mutation ($id: ID!) { fill(id: $id) { SELECTION } }",
      viewer: viewers.ours,
      variables: () => Promise.resolve({ id: jar.id }),
      row: jar,
    },
  ],
};

describe("the executed rights matrix", () => {
  afterEach(() => {
    Object.assign(faults, healthy);
  });

  it("finds nothing wrong with a subgraph whose guards stand", async () => {
    const report = await comparePaths(parts);
    expect(report).toMatchObject({ differences: [], unasked: [], unwalked: [] });
    expect(report.asked.toSorted()).toEqual(["Jar.id", "Jar.price", "Shelf.best", "Shelf.id"]);
    // Jar: 2 fields in 5 forms, seen by one viewer on 2 ways and in a payload, in one form on 2 nested ways; Shelf: 2
    // fields in 5 forms, by four viewers on 2 ways.
    expect(report.compared).toBe(2 * 5 * (2 + 1) + 2 * 2 + 2 * 5 * 4 * 2);
  });

  it.each([
    ["a field shown on one path and refused on another", "nested", "Shelf.best"],
    ["a scope that a loader forgot", "scope", "Jar as theirs: betrayed by the refusal of its fields on _entities"],
    ["an answer of a mutation that is judged otherwise", "mutation", "mutation ($id: ID!)"],
  ] as const)("finds %s", async (_, fault, named) => {
    faults[fault] = true;
    const { differences } = await comparePaths(parts);
    expect(differences.join("\n")).toContain(named);
  });

  it("finds a guard that is bypassed by _entities, in every form of the field", async () => {
    faults.entities = true;
    const row = Object.assign(jar, { state: "SEALED" });
    const { differences } = await comparePaths({ ...parts, payloads: [] });
    Object.assign(row, { state: "OPEN" });
    expect(differences).toEqual(
      ["alias", "inline fragment", "named fragment", "@include", "@skip"].map(
        (form) => `Jar.price, ${form}: shown against its rule, as ours on _entities`,
      ),
    );
  });

  it("names the fields with a rule for which there is no sample, and the ways that nobody can walk", async () => {
    const { Shelf } = parts.samples;
    const { unasked } = await comparePaths({ ...parts, samples: Shelf ? { Shelf } : {} });
    expect(unasked).toEqual(["Jar.id", "Jar.price"]);
    const { unwalked } = await comparePaths({ ...parts, viewers: { nobody: viewers.nobody }, payloads: [] });
    expect(unwalked).toEqual([`Jar: { jar(id: "${jar.id}") { SELECTION } }`, "Jar: _entities", "Jar: Shelf.best"]);
  });
});

describe("the coarse check of roots", () => {
  const everything = () => Promise.resolve("");
  const asked = { ...shop, rules, viewers, ask, everything };
  afterEach(() => {
    Object.assign(faults, healthy);
  });

  it("is found right where it stands", async () => {
    expect(await compareRoots(asked)).toEqual({
      differences: [],
      asked: ["Mutation.fill", "Query.jar", "Query.shelf"],
      unasked: [],
      refused: 4,
    });
  });

  it("is missed where it is gone", async () => {
    faults.root = true;
    expect((await compareRoots(asked)).differences).toEqual([
      "Query.jar as nobody: let in instead of FORBIDDEN ([])",
      "Query.jar as public: let in instead of UNAUTHENTICATED ([])",
    ]);
  });

  it("is found too late when a refusal changed something", async () => {
    let nth = 0;
    const { differences } = await compareRoots({ ...asked, everything: () => Promise.resolve(String(nth++)) });
    expect(differences).toHaveLength(3);
  });
});

describe("ids at random", () => {
  const foreign = ({ subject }: Viewer) => ({ Jar: subject === "ours" ? [foreignJar.id] : [jar.id, foreignJar.id] });
  const { ours: one, nobody, public: everyone } = viewers;
  const asked = {
    viewers: { ours: one, nobody, public: everyone },
    ...{ ask, foreign, roots: { Jar: "jar" }, entities: ["Jar"], amount: 200 },
  };
  afterEach(() => {
    Object.assign(faults, healthy);
  });

  it("find nothing, and are all answered alike", async () => {
    expect(await probeForeign(asked)).toEqual({ found: [], asked: 1_200 });
  });

  it("find the row that a loader shows without its scope", async () => {
    faults.scope = true;
    expect((await probeForeign(asked)).found.join()).toContain("Jar as ours by root: [{");
  });

  it("find the answer that tells a foreign row from none", async () => {
    faults.telling = true;
    expect((await probeForeign(asked)).found).toEqual([
      'Jar as ours by root: told apart by [null,[{"code":"NOT_FOUND","facts":{}}]] and [null,[{"code":"FORBIDDEN","facts":{}}]]',
    ]);
  });
});

describe("the printed matrix", () => {
  const { ours: own, theirs: other, nobody } = viewers;
  const roles = {
    OFFICER: { "in scope": own, "out of scope": other, expired: nobody, "merged territory": own },
    public: { "in scope": anonymous, "out of scope": null, expired: null, "merged territory": null },
  };
  const printed = (names: readonly string[], state: string): string =>
    printMatrix({
      preface: "# Rights",
      rules,
      roles,
      tables: [{ title: state, rules: names, row: { ...jar, state } }],
      now,
    });

  it("says for each rule and situation to which roles it says yes", () => {
    expect(printed(Object.keys(rules), "OPEN").split("\n")).toEqual([
      "# Rights",
      "",
      "## OPEN",
      "",
      "| rule | in scope | out of scope | expired | merged territory |",
      "| --- | --- | --- | --- | --- |",
      "| `province.own` | OFFICER | – | – | OFFICER |",
      "| `province.open` | OFFICER | – | – | OFFICER |",
      "",
    ]);
    expect(printed(Object.keys(rules), "SEALED")).toContain("| `province.open` | – | – | – | – |");
  });

  it("refuses to leave a rule out, and to name one that is none", () => {
    expect(() => printed(["province.own"], "OPEN")).toThrow("no table shows province.open");
    expect(() => printed([...Object.keys(rules), "nobody.ever"], "OPEN")).toThrow('no rule is named "nobody.ever"');
  });

  it("is held against the committed file, and says where the new text lies", () => {
    const file = `${testDirectory()}.txt`;
    writeFileSync(file, "one\n");
    expect(() => {
      demandCommitted(file, "one\n");
    }).not.toThrow();
    expect(() => {
      demandCommitted(file, "two\n");
    }).toThrow(/cp (\S+) /);
    const told =
      /cp (\S+) /.exec(
        String(
          thrownBy(() => {
            demandCommitted(file, "two\n");
          }),
        ),
      )?.[1] ?? "";
    expect(readFileSync(told, "utf8")).toBe("two\n");
  });
});

const thrownBy = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
};
