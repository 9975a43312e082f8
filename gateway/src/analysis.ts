import { Refusal } from "@ocop/contracts";
import { GraphQLError, Kind, type OperationDefinitionNode } from "graphql";
import { type MeasuredOperation, measureOperation } from "./cost";
import { checkLimits, parseDocument } from "./limits";
import type { Shape } from "./shape";

/** A document that is within the limits, with the operations in it by name; "" is the one without. */
export type Analysis = { readonly operations: ReadonlyMap<string, MeasuredOperation> };

/** The text is no GraphQL document, or has too many tokens; `message` is for the client. */
export class NotADocument extends Error {
  override readonly name = "NotADocument";
}

/** Characters of text that are remembered at once, with what was found out about them. */
const capacity = 8_000_000;

/** What is remembered of a document of few characters takes room too. */
const least = 4_000;

type Outcome = { readonly analysis: Analysis } | { readonly refusal: Error };

const analyse = (shape: Shape, text: string): Outcome => {
  try {
    const document = parseDocument(text);
    checkLimits(document);
    const operations = document.definitions
      .filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
      .map((node) => [node.name?.value ?? "", measureOperation(shape, document, node)] as const);
    return { analysis: { operations: new Map(operations) } };
  } catch (error) {
    if (error instanceof GraphQLError) return { refusal: new NotADocument(error.message, { cause: error }) };
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
};

/**
 * Looks at each distinct text once and remembers what it found, refusals too; the text used longest ago is
 * forgotten first. A request then costs one look into a map.
 *
 * @returns throws NotADocument, or Refusal `GRAPHQL_VALIDATION_FAILED` or `BAD_USER_INPUT`
 */
export const createAnalyser = (shape: Shape): ((text: string) => Analysis) => {
  const known = new Map<string, Outcome>();
  let size = 0;
  const roomOf = (text: string): number => text.length + least;

  const forget = (text: string): void => {
    if (known.delete(text)) size -= roomOf(text);
  };
  const remember = (text: string, outcome: Outcome): void => {
    known.set(text, outcome);
    size += roomOf(text);
    for (const [oldest] of known) {
      if (size <= capacity) break;
      forget(oldest);
    }
  };

  return (text) => {
    const outcome = known.get(text) ?? analyse(shape, text);
    forget(text);
    remember(text, outcome);
    if ("refusal" in outcome) throw outcome.refusal;
    return outcome.analysis;
  };
};

/** The operation that a request means; null when there is none of that name, or no name and several. */
export const operationOf = ({ operations }: Analysis, name: string | null): MeasuredOperation | null => {
  if (name !== null) return operations.get(name) ?? null;
  const [first] = operations.values();
  return operations.size === 1 ? (first ?? null) : null;
};
