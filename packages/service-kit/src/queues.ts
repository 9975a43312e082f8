import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { deliveryOf, type Claim, type Leased } from "./claims";
import { jobIdOf, queueName } from "./delivery";
import { fromBinary } from "./id";
import { countOf, tries } from "./leases";
import type { Log } from "./log";
import { prefixOf, withinDeadline } from "./redis";

type Fate = { readonly queued: boolean; readonly reason: string | null };

/**
 * What became of the job of each row's delivery before: still in the queue, or gone. Never by the state
 * of a job, which walks the whole waiting list.
 */
const fatesOf = async (redis: Redis, { consumer }: Claim, rows: readonly Leased[]): Promise<readonly Fate[]> => {
  const pipeline = redis.pipeline();
  for (const { event_id, attempts } of rows) {
    const key = `${prefixOf(consumer)}:${queueName}:${jobIdOf(fromBinary(event_id), attempts - 1)}`;
    pipeline.hmget(key, "timestamp", "finishedOn", "failedReason");
  }
  const answers = (await withinDeadline(pipeline.exec())) ?? [];
  return answers.map(([error, answer]) => {
    if (error) throw error;
    const [timestamp, finishedOn, reason] = answer as (string | null)[];
    return { queued: typeof timestamp === "string" && finishedOn === null, reason: reason ?? null };
  });
};

/** The settings of a job: a courtesy of the queue. The guarantee is inbox and receipt. */
const jobOptions = {
  attempts: 8,
  backoff: { type: "exponential", delay: 50 },
  removeOnComplete: { count: 500 },
  removeOnFail: { count: 500 },
  stackTraceLimit: 1,
};

const publish = async (queue: Queue, rows: readonly Leased[]): Promise<void> => {
  if (rows.length === 0) return;
  await withinDeadline(
    queue.addBulk(
      rows.map((row) => {
        const delivery = deliveryOf(row);
        return {
          name: delivery.name,
          data: delivery,
          opts: { ...jobOptions, jobId: jobIdOf(delivery.id, row.attempts) },
        };
      }),
    ),
  );
};

/** A delivery that was given up, with the reason the queue knows of its last failure. */
export type Dead = { readonly row: Leased; readonly reason: string | null };

/** The queues of the consumers, one each, on one producer's connection. */
export const createQueues = (redis: Redis, log: Log) => {
  const queues = new Map<string, Queue>();

  const queueOf = (consumer: string): Queue => {
    const known = queues.get(consumer);
    if (known) return known;
    const streams = { events: { maxLen: 1000 } };
    const queue = new Queue(queueName, { connection: redis, prefix: prefixOf(consumer), streams });
    queue.on("error", (error) => {
      log.debug({ err: error, consumer }, "relay: queue failed");
    });
    queues.set(consumer, queue);
    return queue;
  };

  return {
    /**
     * Publishes the rows of a claim, but for those whose last job still waits in the queue, else an
     * outage of the consumer would multiply its own backlog, and those that had their last try.
     *
     * @returns the rows left out
     * @throws when Redis fails; what was published is then unknown
     */
    send: async (won: Claim): Promise<{ readonly queued: readonly Leased[]; readonly dead: readonly Dead[] }> => {
      const repeated = won.rows.filter(({ attempts }) => countOf(attempts) > 1);
      const fates = repeated.length === 0 ? [] : await fatesOf(redis, won, repeated);
      const known = repeated.map((row, nth) => ({ row, queued: false, reason: null, ...fates[nth] }));
      const queued = known.filter((one) => one.queued).map(({ row }) => row);
      const dead = known.filter((one) => !one.queued && countOf(one.row.attempts) > tries);
      const kept = new Set([...queued, ...dead.map(({ row }) => row)]);
      await publish(
        queueOf(won.consumer),
        won.rows.filter((row) => !kept.has(row)),
      );
      return { queued, dead };
    },

    /** Forgets the queues: one whose connection failed while it was opened never recovers and is made anew. */
    close: async (): Promise<void> => {
      const opened = [...queues.values()];
      queues.clear();
      await Promise.allSettled(opened.map((queue) => withinDeadline(queue.close())));
    },
  };
};
