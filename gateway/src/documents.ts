import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  buildSchema,
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from "graphql";
import { z } from "zod";
import { type Audience, audiences, type Graphs } from "./audiences";

/** A document that may be asked for by its hash. */
export type PersistedDocument = {
  /** name of its operation */
  readonly name: string;
  readonly body: string;
  /** the graphs it belongs to */
  readonly audiences: readonly Audience[];
};

/** The documents that clients of ours run, by the SHA-256 of their text in hex. */
export type Documents = ReadonlyMap<string, PersistedDocument>;

export const manifestFile = "persisted-documents.json";

const manifest = z.record(
  z.string().regex(/^[\da-f]{64}$/),
  z.object({ name: z.string(), body: z.string(), audiences: z.array(z.enum(audiences)) }),
);

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The documents as `pnpm compose` wrote them down.
 *
 * @param folder of the gateway
 * @throws Error when the file is missing or damaged
 */
export const readDocuments = async (folder: string): Promise<Documents> =>
  new Map(Object.entries(manifest.parse(JSON.parse(await readFile(join(folder, manifestFile), "utf8")))));

type Source = { readonly file: string; readonly text: string };

/** What the first line of a file says, `# For: internal, public`. */
const audiencesIn = (text: string): readonly Audience[] => {
  const named = (/^# For: (.+)$/m.exec(text)?.[1] ?? "").split(",").map((word) => word.trim());
  return audiences.filter((audience) => named.includes(audience));
};

/** Every file holds one operation, named like the file; fragments of its own may follow. */
const operationIn = (definitions: readonly DefinitionNode[]): OperationDefinitionNode | null => {
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 ? (operations[0] ?? null) : null;
};

const kebab = (name: string): string =>
  name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).toLowerCase();

type Read = { readonly document: PersistedDocument | null; readonly broken: readonly string[] };

const readSource = ({ file, text }: Source, schemas: Readonly<Record<Audience, GraphQLSchema>>): Read => {
  const parsed = parse(text);
  const name = operationIn(parsed.definitions)?.name?.value;
  const meant = audiencesIn(text);
  const broken = [
    ...(name !== undefined && `${kebab(name)}.graphql` === file
      ? []
      : ["must hold one operation, named like the file"]),
    ...(meant.length > 0 ? [] : ["must say in its first line whom it is for: # For: internal, public"]),
    ...meant.flatMap((audience) =>
      validate(schemas[audience], parsed).map(({ message }) => `for ${audience}: ${message}`),
    ),
  ];
  if (broken.length > 0 || name === undefined) return { document: null, broken };
  return { document: { name, body: print(parsed), audiences: meant }, broken };
};

const sourcesIn = (folder: string): readonly Source[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".graphql"))
        .sort()
        .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }))
    : [];

/**
 * The list of documents that clients may run by their hash, made from `gateway/documents`. The body is what a
 * client sends and hashes: the document as graphql-js prints it.
 *
 * @param folder of the gateway
 * @returns the text of the list, and a line for each mistake: a document that its graph does not know, a file
 * with no operation of its name or with nobody it is for
 */
export const manifestOf = (
  folder: string,
  graphs: Graphs,
): { readonly text: string; readonly broken: readonly string[] } => {
  const schemas = {
    internal: buildSchema(graphs.internal.schema),
    partner: buildSchema(graphs.partner.schema),
    public: buildSchema(graphs.public.schema),
  };
  const reads = sourcesIn(join(folder, "documents")).map((source) => ({
    ...readSource(source, schemas),
    file: source.file,
  }));
  const listed = reads.flatMap(({ document }) => (document ? [[hashOf(document.body), document] as const] : []));
  return {
    text: `${JSON.stringify(Object.fromEntries(listed), null, 2)}\n`,
    broken: reads.flatMap(({ file, broken }) => broken.map((reason) => `documents/${file}: ${reason}`)),
  };
};
