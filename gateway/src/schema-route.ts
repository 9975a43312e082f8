import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { AudienceTraits, Graph } from "./audiences";

type Parts = Pick<AudienceTraits, "path"> & Pick<Graph, "schema">;

/**
 * `GET <path>/schema.graphql`: the schema of one graph as its clients see it, since the graph itself does not tell
 * in production.
 *
 * @see RFC 9110, §8.8.3 (ETag) and §13.1.2 (If-None-Match)
 */
export const schemaRoute = (app: FastifyInstance, { path, schema }: Parts): void => {
  const etag = `"${createHash("sha256").update(schema).digest("base64url")}"`;
  app.get(`${path}/schema.graphql`, async (request, reply) => {
    void reply.header("etag", etag).header("cache-control", "public, max-age=300");
    const known = (request.headers["if-none-match"] ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
    if (known.includes(etag) || known.includes("*")) return reply.code(304).send();
    return reply.type("text/plain; charset=utf-8").send(schema);
  });
};
