import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { composeServices } from "@apollo/composition";
import { services } from "@ocop/contracts";
import { type FieldDefinitionNode, GraphQLError, Kind, parse } from "graphql";

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

/**
 * `pnpm compose` writes `gateway/supergraph.graphql`; with `--check` it only says whether the committed file is current.
 *
 * @returns exit code and the line to print
 */
export const compose = (root: string, isCheck: boolean): { readonly code: 0 | 1; readonly line: string } => {
  const target = join(root, "gateway", "supergraph.graphql");
  try {
    const supergraph = composeSupergraph(readSchemas(root));
    const isCurrent = existsSync(target) && readFileSync(target, "utf8") === supergraph;
    if (isCurrent) return { code: 0, line: "gateway/supergraph.graphql is current" };
    if (isCheck)
      return { code: 1, line: "gateway/supergraph.graphql is not what the schemas compose to: run `pnpm compose`" };
    writeFileSync(target, supergraph);
    return { code: 0, line: "gateway/supergraph.graphql is written" };
  } catch (error) {
    if (error instanceof CompositionRefused) return { code: 1, line: error.message };
    throw error;
  }
};

if (require.main === module) {
  const { code, line } = compose(resolve(__dirname, "../../.."), process.argv.includes("--check"));
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exitCode = code;
}
