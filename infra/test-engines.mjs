import { startTestEngines } from "./engines.mjs";

/**
 * Jest's globalSetup: starts the engines of a run of tests and says where they are; they end with
 * Jest. Who sets both variables has engines of his own, as `npm test` has, and nothing is started.
 */
export default async function provideTestEngines() {
  if (process.env.OCOP_TEST_MYSQL_URL && process.env.OCOP_TEST_REDIS_URL) return;
  const { mysqlUrl, redisUrl } = await startTestEngines({ env: process.env });
  process.env.OCOP_TEST_MYSQL_URL = mysqlUrl;
  process.env.OCOP_TEST_REDIS_URL = redisUrl;
}
