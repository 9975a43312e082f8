import { dayOf } from "@ocop/contracts";
import type { Clock, Log } from "@ocop/service-kit";
import type { Redis } from "ioredis";
import type { Audience } from "./audiences";
import { prefix } from "./gateway-redis";

/** Seconds that the counts of a day are kept: 100 days, more than the 30 without use before a field may go. */
export const keptFor = 100 * 86_400;

/** Milliseconds between two writings. */
const period = 10_000;

/** Clients and versions that one process tells apart in a day: whoever has no token names itself as it likes. */
const capacity = 500;

const crowd = { name: "others", version: "-" } as const;

/** `YYYY-MM-DD` → the hash with the counts of that day. */
export const usageKey = (day: string): string => `${prefix}:usage:${day}`;

/** The program that asks, as its headers or its token say. */
export type Client = { readonly name: string; readonly version: string };

export type Used = {
  readonly audience: Audience;
  readonly client: Client;
  /** `Type.field` of each field that the operation selects */
  readonly fields: readonly string[];
};

export type Usage = {
  /** Counts one operation. */
  record(used: Used): void;
  /** Writes what is left, once. */
  stop(): Promise<void>;
};

type UsageParts = { readonly redis: Redis; readonly clock: Clock; readonly log: Log };

/** Day → audience, client and version → field → count. */
type Counts = Map<string, Map<string, Map<string, number>>>;

const whoIs = (audience: string, { name, version }: Client): string => `${audience}|${name}|${version}`;

const inside = <Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> => {
  const known = map.get(key) ?? new Map<string, Value>();
  map.set(key, known);
  return known;
};

/**
 * Counts which client uses which field of which graph on which day (in Asia/Ho_Chi_Minh), so that a field is
 * removed only when nobody asks for it any more. Counts are written every ten seconds; a process that is killed
 * loses those at most. While Redis is away they wait in memory; after an outage a count may be too high, never
 * too low.
 */
export const createUsage = ({ redis, clock, log }: UsageParts): Usage => {
  let counts: Counts = new Map();
  let writing: Promise<void> = Promise.resolve();

  const add = (day: string, who: string, field: string, count: number): void => {
    const ofClient = inside(inside(counts, day), who);
    ofClient.set(field, (ofClient.get(field) ?? 0) + count);
  };

  const writeDay = async (day: string, clients: ReadonlyMap<string, ReadonlyMap<string, number>>): Promise<void> => {
    const batch = redis.multi();
    for (const [who, fields] of clients)
      for (const [field, count] of fields) batch.hincrby(usageKey(day), `${who}|${field}`, count);
    batch.expire(usageKey(day), keptFor);
    const results = (await batch.exec()) ?? [[new Error("the counts were not written"), null]];
    const failed = results.find(([error]) => error !== null);
    if (failed?.[0]) throw failed[0];
  };

  const write = async (): Promise<void> => {
    const taken = counts;
    counts = new Map();
    for (const [day, clients] of taken)
      try {
        await writeDay(day, clients);
      } catch (err) {
        log.warn({ err }, "the use of fields cannot be written yet");
        for (const [who, fields] of clients) for (const [field, count] of fields) add(day, who, field, count);
      }
  };

  const timer = setInterval(() => {
    writing = writing.then(write);
  }, period);
  timer.unref();

  return {
    record: ({ audience, client, fields }) => {
      const day = dayOf(clock.now());
      const known = inside(counts, day);
      const named = whoIs(audience, client);
      const who = known.has(named) || known.size < capacity ? named : whoIs(audience, crowd);
      for (const field of fields) add(day, who, field, 1);
    },
    stop: async () => {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
};
