import type { ApolloServerPlugin } from "@apollo/server";
import type { Audience } from "./audiences";
import type { GatewayContext } from "./context";
import type { Usage } from "./usage";

/** Seconds for which caches on the way may answer a persisted public query. */
const freshFor = 60;

/**
 * Settles what each operation cost, says so in `extensions.cost`, counts the fields it used, and says of the
 * answer to a GET how long caches may keep it. Such an answer says nothing of the budget, which is not that of
 * whoever else will read it.
 */
export const accountingPlugin = (audience: Audience, usage: Usage): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ contextValue: { admitted } }) => {
        if (admitted.operation) usage.record({ audience, client: admitted.client, fields: admitted.operation.fields });
        return Promise.resolve();
      },
      willSendResponse: ({ response: { body, http }, contextValue: { admitted, kind } }) => {
        if (body.kind !== "single") return Promise.resolve();
        const { singleResult } = body;
        const actual = admitted.operation?.actual(singleResult.data) ?? 0;
        const bucket = admitted.payment.settle(actual);
        const cost = { requested: admitted.requested, actual, ...(admitted.method === "POST" && { bucket }) };
        singleResult.extensions = { cost };
        if (admitted.method === "GET") {
          const isShared = kind === "anonymous" && !singleResult.errors;
          http.headers.set("cache-control", isShared ? `public, max-age=${String(freshFor)}` : "no-store");
          http.headers.set("vary", "accept, authorization");
        }
        return Promise.resolve();
      },
    }),
});
