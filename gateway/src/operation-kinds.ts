import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Refuses an operation of a kind that the graph does not have (a mutation of a graph for reading, a subscription):
 * GraphQL's own rules let it pass, and the query planner would fail over it.
 *
 * @see GraphQL specification, October 2021, §6.2 (executing operations needs the root type)
 */
export const operationKinds: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(new GraphQLError(`The graph has no ${node.operation}.`, { nodes: node }));
  },
});
