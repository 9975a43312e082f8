import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { composeServices } from "@apollo/composition";
import { services } from "@ocop/contracts";
import { type FieldDefinitionNode, GraphQLError, Kind, parse } from "graphql";
import { apiSchemaOf, hiddenButNamed } from "./api-schema";
import {
  type Audience,
  audiences,
  type Contract,
  contracts,
  datedFile,
  type Graph,
  type Graphs,
  traitsOf,
} from "./audiences";
import { contractOf } from "./contracts";
import { manifestFile, manifestOf } from "./documents";

/** The printed schema of one subgraph. */
export type SubgraphSchema = { readonly name: string; readonly sdl: string };

/** The four schemas do not make one graph. Every reason is a line that names the coordinate. */
export class CompositionRefused extends Error {
  override readonly name = "CompositionRefused";
  constructor(readonly reasons: readonly string[]) {
    super(`The subgraphs do not compose:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`);
  }
}

const banner = "# Composed from services/*/schema.graphql by `pnpm compose`; never edited.\n\n";

const sentenceOf = ({ message, extensions: { code } }: GraphQLError): string =>
  `${typeof code === "string" ? code : "INVALID_GRAPHQL"}: ${message.replace(/\s+/g, " ")}`;

const parsed = ({ name, sdl }: SubgraphSchema) => {
  try {
    return { name, url: `http://${name}`, typeDefs: parse(sdl) };
  } catch (error) {
    if (error instanceof GraphQLError) throw new CompositionRefused([`[${name}] ${sentenceOf(error)}`]);
    throw error;
  }
};

const isHidden = ({ directives = [] }: FieldDefinitionNode): boolean =>
  directives.some(({ name }) => name.value === "inaccessible");

/** A root field that may not be null would take the whole answer with it when its subgraph is down. */
const rootsThatMayNotBeNull = (supergraph: string): readonly string[] =>
  parse(supergraph)
    .definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter(({ name }) => name.value === "Query")
    .flatMap(({ fields = [] }) => fields)
    .filter((field) => field.type.kind === Kind.NON_NULL_TYPE && !isHidden(field))
    .map(
      ({ name }) => `Query.${name.value} must be nullable: with its subgraph down it would make the whole answer null`,
    );

/**
 * Composes the supergraph, offline. The same schemas give the same text, whatever the order they are given in.
 *
 * @returns the text of `supergraph.graphql`
 * @throws CompositionRefused with every reason: errors, hints (a hint is a difference nobody meant) and root fields that may not be null
 */
export const composeSupergraph = (schemas: readonly SubgraphSchema[]): string => {
  const ordered = [...schemas].sort((a, b) => (a.name < b.name ? -1 : 1));
  const result = composeServices(ordered.map(parsed));
  if (result.errors) throw new CompositionRefused(result.errors.map((error) => sentenceOf(error)));
  const reasons = [
    ...result.hints.map(({ definition, message }) => `${definition.code}: ${message.replace(/\s+/g, " ")}`),
    ...rootsThatMayNotBeNull(result.supergraphSdl),
  ];
  if (reasons.length > 0) throw new CompositionRefused(reasons);
  return `${banner}${result.supergraphSdl.trim()}\n`;
};

/**
 * The printed schemas of a checkout.
 *
 * @throws CompositionRefused naming each file that is missing
 */
export const readSchemas = (root: string): readonly SubgraphSchema[] => {
  const files = services.map((name) => ({ name, path: join(root, "services", name, "schema.graphql") }));
  const missing = files.filter(({ path }) => !existsSync(path)).map(({ path }) => `${path} is missing: print it first`);
  if (missing.length > 0) throw new CompositionRefused(missing);
  return files.map(({ name, path }) => ({ name, sdl: readFileSync(path, "utf8") }));
};

const apiBanner = (audience: Audience): string =>
  `# What clients of ${traitsOf[audience].path} see. Written by \`pnpm compose\`; never edited.\n\n`;

const graphOf = (audience: Audience, supergraph: string): Graph => {
  try {
    return { supergraph, schema: `${apiBanner(audience)}${apiSchemaOf(supergraph)}` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CompositionRefused([`[${audience}] ${error.message.replace(/\s+/g, " ")}`]);
  }
};

const contractGraph = (contract: Contract, internal: Graph): Graph => {
  const { supergraph, broken } = contractOf(internal.supergraph, contract);
  if (broken.length > 0) throw new CompositionRefused(broken.map((reason) => `[${contract}] ${reason}`));
  const graph = graphOf(contract, `${banner}${supergraph.trim()}\n`);
  const told = hiddenButNamed(internal.schema, graph.schema);
  if (told.length > 0) throw new CompositionRefused(told.map((reason) => `[${contract}] ${reason}`));
  return graph;
};

/**
 * The three graphs of a set of subgraphs, each with the schema that its clients see.
 *
 * @throws CompositionRefused with every reason of the first step that fails: composing, cutting a contract, building its schema
 */
export const graphsOf = (schemas: readonly SubgraphSchema[]): Graphs => {
  const internal = graphOf("internal", composeSupergraph(schemas));
  return { internal, partner: contractGraph("partner", internal), public: contractGraph("public", internal) };
};

const documentsFile = (root: string, graphs: Graphs): readonly [file: string, text: string] => {
  const { text, broken } = manifestOf(join(root, "gateway"), graphs);
  if (broken.length > 0) throw new CompositionRefused(broken);
  return [manifestFile, text];
};

const filesOf = (graphs: Graphs): readonly (readonly [file: string, text: string])[] =>
  audiences.flatMap((audience) => {
    const { supergraphFile, schemaFile } = traitsOf[audience];
    const { supergraph, schema } = graphs[audience];
    return [[supergraphFile, supergraph] as const, [schemaFile, schema] as const];
  });

/**
 * `pnpm compose` writes supergraph and client schema of every audience, and the list of documents that clients run
 * by their hash; with `--check` it only says whether the
 * committed files are current. Nothing is written unless all can be.
 *
 * @returns exit code and the line to print
 */
export const compose = (root: string, isCheck: boolean): { readonly code: 0 | 1; readonly line: string } => {
  try {
    const graphs = graphsOf(readSchemas(root));
    const outdated = [...filesOf(graphs), documentsFile(root, graphs)]
      .map(([file, text]) => ({ path: join("gateway", file), text }))
      .filter(({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text);
    if (outdated.length === 0) return { code: 0, line: "the supergraphs and schemas of the gateway are current" };
    const named = outdated.map(({ path }) => path).join(", ");
    if (isCheck) return { code: 1, line: `not what the schemas compose to: ${named}; run \`pnpm compose\`` };
    for (const { path, text } of outdated) writeFileSync(join(root, path), text);
    return { code: 0, line: `written: ${named}` };
  } catch (error) {
    if (error instanceof CompositionRefused) return { code: 1, line: error.message };
    throw error;
  }
};

/**
 * `pnpm compose --date 2027-01` freezes the client schemas of both contracts under the quarter from which partners
 * may rely on them. What stands in a dated file stays in the graph until it was deprecated and its day has passed.
 *
 * @param quarter first month of a quarter, `YYYY-MM`
 * @returns exit code and the line to print; a quarter that was dated is never dated again
 */
export const dateContracts = (root: string, quarter: string): { readonly code: 0 | 1; readonly line: string } => {
  if (!/^\d{4}-(01|04|07|10)$/.test(quarter))
    return { code: 1, line: `${quarter} is not the first month of a quarter` };
  const files = contracts.map((contract) => ({
    from: join(root, "gateway", traitsOf[contract].schemaFile),
    to: join("gateway", datedFile(contract, quarter)),
  }));
  const dated = files.filter(({ to }) => existsSync(join(root, to))).map(({ to }) => to);
  if (dated.length > 0) return { code: 1, line: `dated already: ${dated.join(", ")}` };
  for (const { from, to } of files) copyFileSync(from, join(root, to));
  return { code: 0, line: `written: ${files.map(({ to }) => to).join(", ")}` };
};

if (require.main === module) {
  const root = resolve(__dirname, "../../..");
  const [option, quarter = ""] = process.argv.slice(2);
  const { code, line } = option === "--date" ? dateContracts(root, quarter) : compose(root, option === "--check");
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exitCode = code;
}
