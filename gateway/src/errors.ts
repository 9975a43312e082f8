import type { ApolloServerPlugin } from "@apollo/server";
import { Refusal } from "@ocop/contracts";
import { formatError as formatOwnError, serverCodes } from "@ocop/service-kit";
import {
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
} from "graphql";
import { z } from "zod";
import { SubgraphAway } from "./channel";
import type { GatewayContext } from "./context";

const internal = "INTERNAL_SERVER_ERROR";

const fieldsOf = (type: string, selections: readonly SelectionNode[]): readonly string[] =>
  selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        if (selection.name.value === "__typename") return [];
        if (selection.name.value === "_entities") return fieldsOf("", selection.selectionSet?.selections ?? []);
        return [`${type}.${selection.name.value}`];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(selection.typeCondition?.name.value ?? type, selection.selectionSet.selections);
      case Kind.FRAGMENT_SPREAD:
        return [];
    }
  });

const roots = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

/**
 * The fields of the graph that one call to a subgraph would have answered.
 *
 * @param operation as the query planner wrote it
 * @example fieldsAsked("{_entities(representations:$r){...on Product{stars}}}") // ["Product.stars"]
 */
export const fieldsAsked = (operation: string): readonly string[] => {
  const asked = parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? fieldsOf(roots[definition.operation], definition.selectionSet.selections)
      : [],
  );
  return [...new Set(asked)].sort();
};

/**
 * A subgraph that is away: partial data, and this error beside it. `facts.subgraph` is its name,
 * `facts.fields` the fields it would have answered and which are null because of it.
 */
export const unavailable = (away: SubgraphAway, operation: string): GraphQLError =>
  new GraphQLError("SUBGRAPH_UNAVAILABLE", {
    originalError: away,
    extensions: { code: "SUBGRAPH_UNAVAILABLE", facts: { subgraph: away.subgraph, fields: fieldsAsked(operation) } },
  });

const isFromSubgraph = ({ extensions }: GraphQLError): boolean => typeof extensions["serviceName"] === "string";

/** Codes by which a subgraph refuses an operation that the gateway itself wrote: never the client's mistake. */
const faultsOfGateway = new Set([
  "DOWNSTREAM_SERVICE_ERROR",
  ...serverCodes.filter((code) => code !== "BAD_USER_INPUT"),
]);

/** The code that the client is shown; `INTERNAL_SERVER_ERROR` when the one given is not for it, or none was. */
const shownCode = ({ extensions: { code } }: GraphQLError): string =>
  typeof code === "string" && !faultsOfGateway.has(code) ? code : internal;

const isExpected = ({ originalError, extensions: { code } }: GraphQLError): boolean =>
  originalError instanceof SubgraphAway ||
  originalError instanceof Refusal ||
  (typeof code === "string" && serverCodes.includes(code));

/** A fault that nobody has logged yet; a subgraph logs its own. The query planner throws plain errors too. */
const isNews = (error: Error): boolean => {
  if (!(error instanceof GraphQLError)) return true;
  return isFromSubgraph(error) ? shownCode(error) !== error.extensions["code"] : !isExpected(error);
};

const withFacts = ({ extensions, ...error }: GraphQLFormattedError): GraphQLFormattedError => ({
  ...error,
  extensions: { ...extensions, facts: extensions?.["facts"] ?? {} },
});

/**
 * The one shape of an error in the graph. Refusals of subgraphs pass with code, facts and path; a request
 * that cannot be run keeps the server's code and sentence; all else is masked.
 */
export const formatError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
  if (!(error instanceof GraphQLError)) return withFacts(formatOwnError(formatted, error));
  if (error.originalError instanceof Refusal) {
    const { code, facts } = error.originalError;
    return withFacts({ message: code, extensions: { code, facts } });
  }
  if (error.originalError instanceof SubgraphAway || isFromSubgraph(error)) {
    const code = shownCode(error);
    return withFacts({
      message: code,
      ...(formatted.path && { path: formatted.path }),
      extensions: { code, facts: code === internal ? {} : error.extensions["facts"] },
    });
  }
  return withFacts(formatOwnError(formatted, error));
};

const unavailableFacts = z.object({ subgraph: z.string(), fields: z.array(z.string()) });

/**
 * A call to a subgraph may have asked for keys and inputs that the client's own graph does not have: the error
 * names none of them.
 */
const withShownFields = (schema: GraphQLSchema, error: GraphQLFormattedError): GraphQLFormattedError => {
  const facts = unavailableFacts.safeParse(error.extensions?.["facts"]);
  if (error.extensions?.["code"] !== "SUBGRAPH_UNAVAILABLE" || !facts.success) return error;
  const isShown = (coordinate: string): boolean => {
    const [typeName = "", field = ""] = coordinate.split(".");
    const type = schema.getType(typeName);
    return isObjectType(type) && field in type.getFields();
  };
  const fields = facts.data.fields.filter(isShown);
  return { ...error, extensions: { ...error.extensions, facts: { ...facts.data, fields } } };
};

/**
 * Writes the trace id into every error, logs what is masked and which subgraph is away, and turns a value
 * that breaks the schema (a null where none may be) into an ordinary masked error.
 */
export const errorPlugin = (): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue: { log } }) => {
        for (const error of errors) {
          if (error.originalError instanceof SubgraphAway)
            log.warn({ err: error.originalError }, "subgraph unavailable");
          else if (isNews(error)) log.error({ err: error, path: error.path }, "unexpected error in the graph");
        }
        return Promise.resolve();
      },
      willSendResponse: ({ response, schema, contextValue: { log, trace } }) => {
        if (response.body.kind !== "single") return Promise.resolve();
        const { singleResult } = response.body;
        const broken = singleResult.extensions?.["valueCompletion"];
        if (Array.isArray(broken)) {
          log.error({ broken: broken.map(String) }, "a subgraph answered null where its schema forbids it");
          delete singleResult.extensions;
          singleResult.errors = [{ message: internal, extensions: { code: internal, facts: {} } }];
        }
        if (singleResult.errors)
          singleResult.errors = singleResult.errors
            .map((error) => withShownFields(schema, error))
            .map((error) => ({ ...error, extensions: { ...error.extensions, traceId: trace.traceId } }));
        return Promise.resolve();
      },
    }),
});
