import { setTimeout as pause } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";
import type { Log } from "./log";

/** How long a producer waits for Redis, in milliseconds. A request must not wait longer than this. */
export const deadline = 2000;

const reconnect = (times: number): number => Math.min(50 * times, 1000);

const open = (url: string, log: Log, options: RedisOptions): Redis => {
  const connection = new Redis(url, { connectTimeout: deadline, retryStrategy: reconnect, ...options });
  connection.on("error", (error: Error) => {
    log.debug({ err: error }, "redis: connection failed");
  });
  return connection;
};

/** For whoever sends: fails within {@link deadline} while Redis is away instead of waiting for it. */
export const producerConnection = (url: string, log: Log): Redis =>
  open(url, log, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: deadline });

/** For workers and subscribers: waits for Redis however long it is away. A subscriber subscribes at each `ready`. */
export const workerConnection = (url: string, log: Log): Redis =>
  open(url, log, { maxRetriesPerRequest: null, autoResubscribe: false });

/**
 * Waits until a producer's connection can be used.
 *
 * @throws Error when that takes longer than {@link deadline}
 */
export const whenReady = async (connection: Redis): Promise<void> => {
  if (connection.status === "ready") return;
  await new Promise<void>((resolve, reject) => {
    const ready = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      connection.off("ready", ready);
      reject(new Error("Redis did not answer in time"));
    }, deadline);
    connection.once("ready", ready);
  });
};

/** Rejects when the work takes longer than {@link deadline}; its outcome is then unknown. */
export const withinDeadline = async <T>(work: Promise<T>, milliseconds = deadline): Promise<T> => {
  const controller = new AbortController();
  const late = pause(milliseconds, null, { signal: controller.signal }).then(() => {
    throw new Error("Redis did not answer in time");
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    controller.abort();
  }
};

/** Keys of one service share a hash tag, so that a Redis Cluster keeps its queue on one node. */
export const prefixOf = (service: string): string => `{ocop:${service}}`;

/** What an answer to INFO says against a Redis: it must keep every key and write an append-only file. */
export const faultsIn = (info: string): readonly string[] => {
  const setting = (name: string): string => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "unknown";
  const policy = setting("maxmemory_policy");
  return [
    ...(policy === "noeviction" ? [] : [`maxmemory-policy is ${policy}, not noeviction`]),
    ...(setting("aof_enabled") === "1" ? [] : ["appendonly is off"]),
  ];
};

/**
 * Refuses a Redis that forgets. Asked by INFO, since CONFIG may be denied.
 *
 * @throws Error with every reason in one line, or when Redis does not answer
 */
export const checkRedis = async (url: string, log: Log): Promise<void> => {
  const connection = producerConnection(url, log);
  try {
    await whenReady(connection);
    const faults = faultsIn(`${await connection.info("memory")}\n${await connection.info("persistence")}`);
    if (faults.length > 0) throw new Error(`Redis cannot be used: ${faults.join("; ")}`);
  } finally {
    connection.disconnect();
  }
};
