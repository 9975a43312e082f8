import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "@ocop/contracts";
import { createLog, machineTime } from "@ocop/service-kit";
import { eventually, type FaultProxy, startFaultProxy, testRedis } from "@ocop/service-kit/testing";
import type { Redis } from "ioredis";
import { type Budget, createBudget, type Purse, purseOf } from "../src/budget";
import { openRedis, patience } from "../src/gateway-redis";

const log = createLog("test", { level: "silent" });

let proxy: FaultProxy;
const open: Redis[] = [];

const connect = async (): Promise<Redis> => {
  const address = new URL(await testRedis());
  if (!proxy) proxy = await startFaultProxy({ host: address.hostname, port: Number(address.port) });
  address.port = String(proxy.port);
  const redis = openRedis(address.href, log);
  open.push(redis);
  await eventually("a connection", 10, () => redis.status === "ready");
  return redis;
};

const budgetOn = (redis: Redis, window = 60): Budget => createBudget({ redis, now: machineTime, log, window });

const purse = (key: string, points: number, unit = 1): Purse => ({ key, points, unit });

/** How many of so many requests were admitted, and what the refused were told. */
const spend = async (budget: Budget, from: Purse, times: number, cost: number) => {
  const results = await Promise.allSettled(Array.from({ length: times }, () => budget.pay(from, cost)));
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  for (const refusal of refusals) expect(refusal).toBeInstanceOf(Refusal);
  return {
    admitted: results.length - refusals.length,
    codes: [...new Set(refusals.map((refusal) => (refusal as Refusal).code))],
  };
};

afterEach(() => {
  proxy.restore();
  proxy.holdAnswers = false;
  for (const redis of open.splice(0)) redis.disconnect();
});

afterAll(() => proxy.close());

describe("a budget", () => {
  it("admits exactly as many requests as it has points for, and refuses the next", async () => {
    const budget = budgetOn(await connect());
    expect(await spend(budget, purse("a", 60), 100, 1)).toEqual({ admitted: 60, codes: ["RATE_LIMITED"] });
    await expect(budget.pay(purse("a", 60), 1)).rejects.toMatchObject({ facts: { retryAfter: 60 } });
    expect(await spend(budget, purse("b", 60), 60, 1)).toEqual({ admitted: 60, codes: [] });
  });

  it("rounds a request of the public up to units of fifty points, and a dear one to several", async () => {
    const budget = budgetOn(await connect());
    expect((await spend(budget, purse("cheap", 3_000, 50), 100, 3)).admitted).toBe(60);
    expect((await spend(budget, purse("dear", 3_000, 50), 100, 101)).admitted).toBe(20);
  });

  it("leaves what is there to cheaper requests when a dear one is refused", async () => {
    const budget = budgetOn(await connect());
    await budget.pay(purse("a", 100), 60);
    await expect(budget.pay(purse("a", 100), 41)).rejects.toThrow(Refusal);
    expect((await spend(budget, purse("a", 100), 2, 20)).admitted).toBe(2);
  });

  it("gets back what a request did not cost after all, and says what is left", async () => {
    const redis = await connect();
    const payment = await budgetOn(redis).pay(purse("a", 100), 80);
    expect(await redis.get("{ocop:gateway}:budget:a")).toBe("80");
    expect(payment.settle(30)).toEqual({ available: 70, restoreRate: 100 });
    await eventually("fifty points back", 5, async () => (await redis.get("{ocop:gateway}:budget:a")) === "30");
  });

  it("takes nothing more from a request that cost more than was asked", async () => {
    const redis = await connect();
    const payment = await budgetOn(redis).pay(purse("a", 100), 10);
    expect(payment.settle(90)).toEqual({ available: 90, restoreRate: 100 });
    expect(await redis.get("{ocop:gateway}:budget:a")).toBe("10");
  });

  it("is full again when its window has ended", async () => {
    const redis = await connect();
    const budget = budgetOn(redis, 1);
    await budget.pay(purse("a", 10), 10);
    const key = "{ocop:gateway}:budget:a";
    expect(await redis.pttl(key)).toBeLessThanOrEqual(1_000);
    await eventually("the end of the window", 10, async () => (await redis.exists(key)) === 0);
    expect((await budget.pay(purse("a", 10), 10)).settle(10).available).toBe(0);
  });

  describe("in the window after the one in which it was paid", () => {
    const [key, marker] = ["{ocop:gateway}:budget:a", "{ocop:gateway}:budget:marker"];

    /** Three payments: one of ten points, then in the next window one of six, and one whose return is looked for. */
    const payments = async () => {
      const redis = await connect();
      let later = 0;
      const budget = createBudget({ redis, now: () => machineTime() + later, log });
      const old = await budget.pay(purse("a", 10), 10);
      await redis.del(key);
      later = 60_001;
      const recent = await budget.pay(purse("a", 10), 6);
      const other = await budget.pay(purse("marker", 10), 10);
      const given = async (): Promise<string | null> => {
        await eventually("what was due has been given back", 5, async () => (await redis.get(marker)) === "1");
        return redis.get(key);
      };
      return { old, recent, other, given };
    };

    it("gets nothing back", async () => {
      const { old, other, given } = await payments();
      old.settle(0);
      other.settle(1);
      expect(await given()).toBe("6");
    });

    it("gets back what the payments of that window did not cost, and no more", async () => {
      const { old, recent, other, given } = await payments();
      old.settle(0);
      recent.settle(4);
      other.settle(1);
      expect(await given()).toBe("4");
    });
  });

  it("is one for all gateways on one Redis", async () => {
    const [one, other] = [budgetOn(await connect()), budgetOn(await connect())];
    const [first, second] = await Promise.all([
      spend(one, purse("a", 300), 250, 1),
      spend(other, purse("a", 300), 250, 1),
    ]);
    expect(first.admitted + second.admitted).toBe(300);
  });
});

describe("while Redis is gone", () => {
  it("each process counts for itself, exactly, and counts in Redis again once it is back", async () => {
    const redis = await connect();
    const budget = budgetOn(redis);
    expect((await spend(budget, purse("a", 60), 40, 1)).admitted).toBe(40);
    proxy.cut();
    await eventually("the loss of Redis", 5, () => redis.status !== "ready");
    expect(await spend(budget, purse("a", 60), 100, 1)).toEqual({ admitted: 60, codes: ["RATE_LIMITED"] });
    proxy.restore();
    await eventually("the return of Redis", 10, () => redis.status === "ready");
    await eventually("what was counted in Redis before", 10, async () => {
      await pause(100);
      const probe = await budget.pay(purse("fresh", 60), 1).catch(() => null);
      return probe !== null && (await redis.exists("{ocop:gateway}:budget:fresh")) === 1;
    });
    expect((await spend(budget, purse("a", 60), 100, 1)).admitted).toBe(20);
  });

  it("a dear request that is refused leaves what is there to cheaper ones, and gets back what it did not cost", async () => {
    const redis = await connect();
    const budget = budgetOn(redis);
    proxy.cut();
    await eventually("the loss of Redis", 5, () => redis.status !== "ready");
    const payment = await budget.pay(purse("a", 100), 60);
    await expect(budget.pay(purse("a", 100), 41)).rejects.toThrow(Refusal);
    expect((await spend(budget, purse("a", 100), 3, 20)).admitted).toBe(2);
    payment.settle(10);
    await pause(200);
    expect((await spend(budget, purse("a", 100), 6, 10)).admitted).toBe(5);
  });

  it("five requests wait for a silent Redis, then none waits at all", async () => {
    const budget = budgetOn(await connect());
    proxy.holdAnswers = true;
    const waits: number[] = [];
    for (let nth = 0; nth < 20; nth++) {
      const began = performance.now();
      await budget.pay(purse("a", 60), 1);
      waits.push(performance.now() - began);
    }
    const half = patience / 2;
    expect(waits.map((wait) => wait > half)).toEqual(waits.map((_, nth) => nth < 5));
  });
});

describe("the purse of a request", () => {
  const settings = { anonymous: 60, person: 600 };
  const viewer = { subject: null, client: "anonymous", assignments: [], system: null, actedAs: null };
  const publicPurse = (address: string): Purse =>
    purseOf({ kind: "anonymous", viewer, client: null }, address, settings);

  it("belongs to the address of the public, or to the /64 of an IPv6 one", () => {
    expect(publicPurse("203.0.113.7")).toMatchObject({ points: 3_000, unit: 50 });
    expect(publicPurse("203.0.113.7").key).not.toBe(publicPurse("203.0.113.8").key);
    expect(publicPurse("::ffff:203.0.113.7").key).toBe(publicPurse("203.0.113.7").key);
    expect(publicPurse("2001:db8:1:2:3:4:5:6").key).toBe(publicPurse("2001:0db8:0001:0002::1").key);
    expect(publicPurse("2001:db8:1:2::1").key).not.toBe(publicPurse("2001:db8:1:3::1").key);
    expect(publicPurse("2001:db8::1").key).toBe(publicPurse("2001:db8:0:0:ffff::2").key);
  });

  it("belongs to the person, from wherever they ask", () => {
    const person = { ...viewer, subject: "demo-producer-a", client: "console" };
    const of = (address: string) => purseOf({ kind: "person", viewer: person, client: null }, address, settings);
    expect(of("203.0.113.7")).toEqual(of("198.51.100.1"));
    expect(of("203.0.113.7")).toMatchObject({ points: 30_000, unit: 50 });
  });

  it("belongs to the partner by its plan, all its machines together", () => {
    const client = { partnerId: "p1", plan: "STANDARD", pointsPerMinute: 10_000, scopes: [] };
    const of = (subject: string) =>
      purseOf({ kind: "machine", viewer: { ...viewer, subject, client: "p1" }, client }, "203.0.113.7", settings);
    expect(of("key:1")).toEqual(of("key:2"));
    expect(of("key:1")).toMatchObject({ points: 10_000, unit: 1 });
  });

  it("names nobody in Redis", () => {
    const person = { ...viewer, subject: "demo-producer-a" };
    const { key } = purseOf({ kind: "person", viewer: person, client: null }, "203.0.113.7", settings);
    expect(key).toMatch(/^p:[\w-]{22}$/);
    expect(publicPurse("203.0.113.7").key).toMatch(/^a:[\w-]{22}$/);
  });
});
