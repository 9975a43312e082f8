import { mkdtempSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { services } from "@ocop/contracts";
import { prelude } from "@ocop/service-kit";
import { compose, composeSupergraph, CompositionRefused, readSchemas } from "../src/compose";
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
      subgraph(name, `type Query { ${name}: Int @public }`).sdl,
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
  it("writes the supergraph, and then finds it current", () => {
    const root = checkout();
    expect(compose(root, true)).toEqual({
      code: 1,
      line: "gateway/supergraph.graphql is not what the schemas compose to: run `pnpm compose`",
    });
    expect(compose(root, false)).toEqual({ code: 0, line: "gateway/supergraph.graphql is written" });
    expect(readFileSync(join(root, "gateway/supergraph.graphql"), "utf8")).toBe(composeSupergraph(readSchemas(root)));
    expect(compose(root, true)).toEqual({ code: 0, line: "gateway/supergraph.graphql is current" });
  });

  it("leaves the committed file alone when the schemas do not compose", () => {
    const root = checkout();
    compose(root, false);
    const before = readFileSync(join(root, "gateway/supergraph.graphql"), "utf8");
    writeFileSync(join(root, "services/commerce/schema.graphql"), "type Query { commerce: Int! }");
    expect(compose(root, false)).toEqual({
      code: 1,
      line: expect.stringContaining("The subgraphs do not compose:\n") as string,
    });
    expect(readFileSync(join(root, "gateway/supergraph.graphql"), "utf8")).toBe(before);
  });

  it("names each schema that has not been printed", () => {
    expect(() => readSchemas(join(tmpdir(), "nowhere"))).toThrow(
      /nowhere.services.registry.schema\.graphql is missing/,
    );
  });
});
