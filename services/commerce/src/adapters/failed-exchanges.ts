import { type Log, producerConnection } from "@ocop/service-kit";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import type { FailedExchanges } from "../domain/ports";

/** Failures of one credential from one address that are answered in a window; the next has to wait for its end. */
const [allowed, windowSeconds] = [5, 900];

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1_000));

/**
 * Counts in Redis, so that all processes count together, each failure by one atomic step. While Redis is away every
 * process counts for itself, in memory.
 *
 * The window begins with the first failure and ends by itself.
 */
export const createFailedExchanges = (redis: string, log: Log): FailedExchanges & { readonly close: () => void } => {
  const connection = producerConnection(redis, log);
  const rules = { points: allowed, duration: windowSeconds, keyPrefix: "{ocop:commerce}:exchange" };
  const limiter = new RateLimiterRedis({
    ...rules,
    storeClient: connection,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(rules),
  });
  const keyOf = (id: string, address: string): string => `${id}:${address}`;
  return {
    waitOf: async (id, address) => {
      const count = await limiter.get(keyOf(id, address));
      return count && count.consumedPoints >= allowed ? seconds(count.msBeforeNext) : 0;
    },
    add: async (id, address) => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(keyOf(id, address));
      return consumedPoints > allowed ? seconds(msBeforeNext) : 0;
    },
    close: () => {
      connection.disconnect();
    },
  };
};
