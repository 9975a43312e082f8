import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { Refusal } from "@ocop/contracts";
import type { Log } from "@ocop/service-kit";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { createBreaker } from "./breaker";
import { inTime, prefix } from "./gateway-redis";
import type { Identity } from "./identity";

/** Points that a request of a person or of the public costs at least, and by which it is rounded up. */
export const pointsOfRequest = 50;

/** Who pays, and out of what. */
export type Purse = {
  readonly key: string;
  /** in a window of a minute */
  readonly points: number;
  /** what a request costs is rounded up to a multiple of this */
  readonly unit: number;
};

export type BudgetSettings = {
  /** requests of {@link pointsOfRequest} points in a minute for one address without a token */
  readonly anonymous: number;
  /** the same for one person who is signed in */
  readonly person: number;
};

/** Who has one IPv6 address has the whole /64 of it. */
const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: gap }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
};

/** Of one length, and no subject or address to read in Redis. */
const hashed = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);

/**
 * The purse out of which a request is paid: the partner's by its plan, the person's own, or that of the address
 * it comes from (IPv4, or the /64 of an IPv6 one).
 */
export const purseOf = (
  { kind, viewer, client }: Pick<Identity, "kind" | "viewer" | "client">,
  address: string,
  settings: BudgetSettings,
): Purse => {
  if (kind === "machine" && client !== null)
    return { key: `m:${hashed(client.partnerId)}`, points: client.pointsPerMinute, unit: 1 };
  if (viewer.subject !== null)
    return { key: `p:${hashed(viewer.subject)}`, points: settings.person * pointsOfRequest, unit: pointsOfRequest };
  return {
    key: `a:${hashed(networkOf(address))}`,
    points: settings.anonymous * pointsOfRequest,
    unit: pointsOfRequest,
  };
};

/** One request that was paid. */
export type Payment = {
  /** Says what it really cost; what was paid too much is given back. */
  settle(actual: number): { readonly available: number; readonly restoreRate: number };
};

export type Budget = {
  /**
   * Takes the cost of a request out of a purse, all of it or nothing.
   *
   * @throws Refusal `RATE_LIMITED` {retryAfter}, seconds, when too little is left
   */
  pay(purse: Purse, cost: number): Promise<Payment>;
};

/**
 * Takes only what is there, so that a dear request that is refused leaves the rest for cheaper ones, and gives
 * back only what was taken in the same window.
 */
const script = `
local spent = tonumber(redis.call('get', KEYS[1]) or '0')
local change = tonumber(ARGV[1])
local ttl = redis.call('pttl', KEYS[1])
if change > 0 and spent + change > tonumber(ARGV[3]) then
  if ttl < 0 then ttl = 1000 * ARGV[2] end
  return {spent + change, ttl}
end
if change < 0 and spent + change < 0 then change = -spent end
if change == 0 then return {spent, ttl} end
if ttl < 0 then
  redis.call('set', KEYS[1], spent + change, 'EX', ARGV[2])
  return {spent + change, 1000 * ARGV[2]}
end
redis.call('incrby', KEYS[1], change)
return {spent + change, ttl}
`;

type Ledger = Pick<RateLimiterMemory, "consume" | "reward">;

/** What was taken out of a purse, and when (milliseconds on the machine's clock) its window ends. */
type Taken = { readonly ledger: Ledger; readonly left: number; readonly until: number };

/** Milliseconds for which what is to be given back is gathered: one word to Redis for many requests. */
const giveBackAfter = 50;

export type BudgetParts = {
  readonly redis: Redis;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
  readonly log: Log;
  /** seconds of a window; a minute, except in tests */
  readonly window?: number;
};

const charged = ({ unit, points }: Purse, cost: number): number =>
  Math.min(Math.max(Math.ceil(cost / unit), 1) * unit, points);

/**
 * Budgets by the minute, counted in Redis for all gateways together. While Redis is away or silent every process
 * counts for itself, and a request waits for it 500 ms at most.
 */
export const createBudget = ({ redis, now, log, window = 60 }: BudgetParts): Budget => {
  const breaker = createBreaker(now);
  const common = new Map<number, Ledger>();
  const own = new Map<number, RateLimiterMemory>();
  const due = new Map<string, Omit<Taken, "left"> & { readonly key: string; readonly points: number }>();
  let isAway = false;

  const ledgerOf = (points: number): Ledger => {
    const known = common.get(points);
    if (known) return known;
    const ledger = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:budget`,
      points,
      duration: window,
      rejectIfRedisNotReady: true,
      customIncrTtlLuaScript: script,
    });
    common.set(points, ledger);
    return ledger;
  };
  const ownLedgerOf = (points: number): RateLimiterMemory => {
    const ledger = own.get(points) ?? new RateLimiterMemory({ points, duration: window });
    own.set(points, ledger);
    return ledger;
  };

  const note = (isNowAway: boolean, err: unknown): void => {
    if (isNowAway !== isAway) log.warn({ err }, isNowAway ? "budgets: each process counts alone" : "budgets: in Redis");
    isAway = isNowAway;
  };

  const takeOwn = async ({ key, points }: Purse, charge: number): Promise<Taken> => {
    const ledger = ownLedgerOf(points);
    try {
      const { remainingPoints, msBeforeNext } = await ledger.consume(key, charge);
      return { ledger, left: remainingPoints, until: now() + msBeforeNext };
    } catch (error) {
      if (error instanceof RateLimiterRes) await ledger.reward(key, charge);
      throw error;
    }
  };

  const take = async (purse: Purse, charge: number): Promise<Taken> => {
    if (!breaker.allows()) return takeOwn(purse, charge);
    const ledger = ledgerOf(purse.points);
    try {
      const { remainingPoints, msBeforeNext } = await inTime(ledger.consume(purse.key, charge));
      breaker.succeeded();
      note(false, null);
      return { ledger, left: remainingPoints, until: now() + msBeforeNext };
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        breaker.succeeded();
        throw error;
      }
      breaker.failed();
      note(true, error);
      return takeOwn(purse, charge);
    }
  };

  /** Gives back what is due, each purse in one piece; nothing into the next window. */
  const giveBack = (): void => {
    for (const { ledger, key, points, until } of due.values())
      if (now() < until)
        ledger.reward(key, points).catch((err: unknown) => {
          log.debug({ err }, "budgets: nothing could be given back");
        });
    due.clear();
  };

  const owe = ({ ledger, until }: Taken, key: string, points: number): void => {
    if (due.size === 0) setTimeout(giveBack, giveBackAfter).unref();
    const known = due.get(key);
    const isSame = known?.ledger === ledger && known.until > now();
    due.set(key, { ledger, key, points: points + (isSame ? known.points : 0), until });
  };

  return {
    pay: async (purse, cost) => {
      const charge = charged(purse, cost);
      const taken = await take(purse, charge).catch((error: unknown) => {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new Refusal("RATE_LIMITED", { retryAfter: Math.max(Math.ceil(error.msBeforeNext / 1_000), 1) });
      });
      return {
        settle: (actual) => {
          const tooMuch = Math.max(charge - charged(purse, actual), 0);
          if (tooMuch > 0) owe(taken, purse.key, tooMuch);
          return { available: taken.left + tooMuch, restoreRate: purse.points };
        },
      };
    },
  };
};
