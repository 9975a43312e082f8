import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayOf, services } from "@ocop/contracts";
import { prelude, systemClock } from "@ocop/service-kit";
import { audiences, contracts, traitsOf } from "../src/audiences";
import { breakingChanges } from "../src/api-schema";
import { compose, composeSupergraph, CompositionRefused, dateContracts, graphsOf, readSchemas } from "../src/compose";
import { manifestFile } from "../src/documents";
import { evaluation, registry } from "./fixtures";

const schemas = [
  { name: "registry", sdl: registry.sdl },
  { name: "evaluation", sdl: evaluation.sdl },
];

const reasonsOf = (...more: readonly { name: string; sdl: string }[]): readonly string[] => {
  try {
    composeSupergraph(more);
    return [];
  } catch (error) {
    if (error instanceof CompositionRefused) return error.reasons;
    throw error;
  }
};

const subgraph = (name: string, types: string) => ({ name, sdl: `${prelude}\n${types}` });

/** A checkout with one schema file a service; each contributes a root field of its own. */
const checkout = (): string => {
  const root = mkdtempSync(join(tmpdir(), "ocop-compose-"));
  mkdirSync(join(root, "gateway"));
  for (const name of services) {
    mkdirSync(join(root, "services", name), { recursive: true });
    writeFileSync(
      join(root, "services", name, "schema.graphql"),
      subgraph(name, `type Query { ${name}: Int @public @tag(name: "partner") @tag(name: "public") }`).sdl,
    );
  }
  return root;
};

describe("composing the supergraph", () => {
  it("joins the subgraphs and carries their rules into the supergraph", () => {
    const supergraph = composeSupergraph(schemas);
    expect(supergraph).toContain('EVALUATION @join__graph(name: "evaluation", url: "http://evaluation")');
    expect(supergraph).toContain("stars: Int @join__field(graph: EVALUATION) @public");
    expect(supergraph).toContain('@authz(anyOf: ["gateway.itself"])');
    expect(supergraph).toMatch(/stars: Int .*@tag\(name: "partner"\) @tag\(name: "public"\)/);
  });

  it("gives the same text whatever the order of the schemas", () => {
    expect(composeSupergraph([...schemas].reverse())).toBe(composeSupergraph(schemas));
  });

  it("names a text that is not GraphQL and the subgraph it belongs to", () => {
    expect(reasonsOf({ name: "registry", sdl: "type Query {" })).toEqual([
      expect.stringMatching(/^\[registry\] .*Syntax Error/),
    ]);
  });

  it("refuses fields of two subgraphs whose types contradict each other, and names the coordinate", () => {
    const reasons = reasonsOf(
      subgraph(
        "registry",
        'type Query { a: Product @public } type Product @key(fields: "id") { id: ID! name: String @shareable }',
      ),
      subgraph(
        "evaluation",
        'type Query { b: Product @public } type Product @key(fields: "id") { id: ID! name: Int @shareable }',
      ),
    );
    expect(reasons).toEqual([expect.stringMatching(/^FIELD_TYPE_MISMATCH: .*Product\.name/)]);
  });

  it("refuses a hint: an input of two subgraphs whose fields differ would lose one of them silently", () => {
    const reasons = reasonsOf(
      subgraph("registry", "type Query { a(where: Where): Int @public } input Where { code: String }"),
      subgraph("evaluation", "type Query { b(where: Where): Int @public } input Where { code: String extra: String }"),
    );
    expect(reasons).toEqual([
      expect.stringMatching(/^INCONSISTENT_INPUT_OBJECT_FIELD: .*"extra" will not be added to "Where"/),
    ]);
  });

  it("refuses a root field that may not be null, which would take the whole answer down with its subgraph", () => {
    expect(reasonsOf(subgraph("registry", "type Query { a: Int! @public b: Int @public }"))).toEqual([
      "Query.a must be nullable: with its subgraph down it would make the whole answer null",
    ]);
  });
});

describe("pnpm compose", () => {
  const files = audiences.flatMap((audience) => [traitsOf[audience].supergraphFile, traitsOf[audience].schemaFile]);
  const named = [...files, manifestFile].map((file) => `gateway/${file}`).join(", ");
  const written = (root: string): readonly string[] =>
    files.map((file) => readFileSync(join(root, "gateway", file), "utf8"));

  it("writes supergraph and client schema of every audience, and then finds them current", () => {
    const root = checkout();
    expect(compose(root, true)).toEqual({
      code: 1,
      line: `not what the schemas compose to: ${named}; run \`pnpm compose\``,
    });
    expect(compose(root, false)).toEqual({ code: 0, line: `written: ${named}` });
    const graphs = graphsOf(readSchemas(root));
    expect(written(root)).toEqual(
      audiences.flatMap((audience) => [graphs[audience].supergraph, graphs[audience].schema]),
    );
    expect(compose(root, true)).toEqual({ code: 0, line: "the supergraphs and schemas of the gateway are current" });
  });

  it("finds the one file that someone changed", () => {
    const root = checkout();
    compose(root, false);
    writeFileSync(join(root, "gateway/schema.public.graphql"), "type Query { changed: Int }");
    expect(compose(root, true).line).toContain(" compose to: gateway/schema.public.graphql; run");
  });

  it.each([
    ["the schemas do not compose", "type Query { commerce: Int! }", "commerce must be nullable"],
    [
      "a contract cannot be made of them",
      'type Query { commerce(id: ID!): Int @public @tag(name: "public") }',
      "  [public] Query.commerce(id:) is required and not tagged",
    ],
    [
      "a contract would speak of what it hides",
      'type Query { "See `hidden`." commerce: Int @public @tag(name: "public") hidden: Int @public }',
      "  [public] Query.commerce speaks of hidden, which is hidden",
    ],
  ])("leaves every committed file alone when %s", (_case, types, reason) => {
    const root = checkout();
    compose(root, false);
    const before = written(root);
    writeFileSync(join(root, "services/commerce/schema.graphql"), subgraph("commerce", types).sdl);
    expect(compose(root, false)).toEqual({ code: 1, line: expect.stringContaining(reason) as string });
    expect(compose(root, false).line).toContain("The subgraphs do not compose:\n");
    expect(written(root)).toEqual(before);
  });

  it("names each schema that has not been printed", () => {
    expect(() => readSchemas(join(tmpdir(), "nowhere"))).toThrow(
      /nowhere.services.registry.schema\.graphql is missing/,
    );
  });
});

describe("a dated contract", () => {
  const gateway = join(__dirname, "..");

  it("is the schema of the day on which it was dated, and is never dated again", () => {
    const root = checkout();
    compose(root, false);
    const line = "written: gateway/schema.partner.2027-01.graphql, gateway/schema.public.2027-01.graphql";
    expect(dateContracts(root, "2027-01")).toEqual({ code: 0, line });
    for (const contract of contracts)
      expect(readFileSync(join(root, `gateway/schema.${contract}.2027-01.graphql`), "utf8")).toBe(
        graphsOf(readSchemas(root))[contract].schema,
      );
    expect(dateContracts(root, "2027-01")).toMatchObject({ code: 1 });
    expect(dateContracts(root, "2027-02")).toEqual({ code: 1, line: "2027-02 is not the first month of a quarter" });
  });

  it.each(contracts)("of the %s graph loses nothing that its clients were promised", (contract) => {
    const dated = readdirSync(gateway).filter((file) =>
      new RegExp(`^schema\\.${contract}\\.\\d{4}-\\d{2}\\.`).test(file),
    );
    expect(dated.length).toBeGreaterThan(0);
    const current = readFileSync(join(gateway, traitsOf[contract].schemaFile), "utf8");
    for (const file of dated)
      expect(breakingChanges(readFileSync(join(gateway, file), "utf8"), current, dayOf(systemClock().now()))).toEqual(
        [],
      );
  });
});
