import { createServer, type RequestListener } from "node:http";
import { createPool } from "mysql2/promise";
import { z } from "zod";

/** What this process serves, handed over by the benchmark as its only argument. */
const order = z.object({
  /** null: answer a constant of `bytes` characters without a database */
  database: z.url().nullable(),
  sql: z.string(),
  /** values of the one placeholder in `sql`, taken in turn */
  keys: z.array(z.string()),
  bytes: z.number().int(),
});

/**
 * The floors under the platform's figures: a bare HTTP handler, and one that sends the same SQL through
 * mysql2. Nothing that answers over HTTP from this database can be faster.
 */
const floor = ({ database, sql, keys, bytes }: z.infer<typeof order>): RequestListener => {
  if (database === null) {
    const body = JSON.stringify({ data: "x".repeat(bytes) });
    return (request, response) => {
      request.resume().on("end", () => response.setHeader("content-type", "application/json").end(body));
    };
  }
  const pool = createPool({ uri: database, connectionLimit: 10 });
  let turn = 0;
  return (request, response) => {
    request.resume();
    const key = keys[(turn += 1) % Math.max(1, keys.length)];
    pool.execute(sql, key === undefined ? [] : [key]).then(
      ([rows]) => response.setHeader("content-type", "application/json").end(JSON.stringify({ data: rows })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  };
};

const server = createServer(floor(order.parse(JSON.parse(process.argv[2] ?? "null"))));
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
