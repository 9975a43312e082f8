import type { Log } from "@ocop/service-kit";
import { Redis } from "ioredis";

/** Milliseconds that a request waits for a Redis that is silent; after a few in a row nobody waits at all. */
export const patience = 500;

/** Keys of the gateway share a hash tag, as those of each service do. */
export const prefix = "{ocop:gateway}";

const reconnect = (times: number): number => Math.min(50 * times, 1_000);

/**
 * Rejects when the answer of Redis takes longer than {@link patience}. A process that was busy for as long first
 * reads what has arrived in the meantime: its own lateness is no silence of Redis.
 */
export const inTime = <T>(work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        reject(new Error("Redis did not answer in time"));
      });
    }, patience);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });

/** The gateway's connection: whoever asks is refused at once while Redis is away. */
export const openRedis = (url: string, log: Log): Redis => {
  const connection = new Redis(url, {
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    enableOfflineQueue: false,
    // What requests of one moment have to say goes out in one piece.
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    retryStrategy: reconnect,
  });
  connection.on("error", (err: Error) => {
    log.debug({ err }, "redis: connection failed");
  });
  return connection;
};
