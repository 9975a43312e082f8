import { createLog, manualClock } from "@ocop/service-kit";
import { eventually, type FaultProxy, startFaultProxy, testRedis } from "@ocop/service-kit/testing";
import { Redis } from "ioredis";
import { openRedis } from "../src/gateway-redis";
import { createUsage, keptFor, usageKey } from "../src/usage";

const log = createLog("test", { level: "silent" });
const console1 = { name: "console", version: "1" };

let redis: Redis;
let proxy: FaultProxy;
let through: Redis;

beforeEach(async () => {
  const address = new URL(await testRedis());
  redis = new Redis(address.href);
  proxy = await startFaultProxy({ host: address.hostname, port: Number(address.port) });
  address.port = String(proxy.port);
  through = openRedis(address.href, log);
  await eventually("a connection", 5, () => through.status === "ready");
});

afterEach(async () => {
  redis.disconnect();
  through.disconnect();
  await proxy.close();
});

/** 06:30 on 21 November in Việt Nam. */
const clockAtDawn = () => manualClock(new Date(Date.UTC(2026, 10, 20, 23, 30)));

describe("the use of fields", () => {
  it("is counted by graph, client, version and day of Việt Nam, and kept a hundred days", async () => {
    const clock = clockAtDawn();
    const usage = createUsage({ redis: through, clock, log });
    const fields = ["Product.name", "Query.products"];
    usage.record({ audience: "internal", client: console1, fields });
    usage.record({ audience: "internal", client: console1, fields: ["Product.name"] });
    usage.record({ audience: "public", client: { name: "scanner", version: "2" }, fields });
    clock.advance(18 * 3_600_000);
    usage.record({ audience: "internal", client: console1, fields });
    await usage.stop();
    expect(await redis.hgetall(usageKey("2026-11-21"))).toEqual({
      "internal|console|1|Product.name": "2",
      "internal|console|1|Query.products": "1",
      "public|scanner|2|Product.name": "1",
      "public|scanner|2|Query.products": "1",
    });
    expect(await redis.hlen(usageKey("2026-11-22"))).toBe(2);
    expect(await redis.ttl(usageKey("2026-11-21"))).toBeGreaterThan(keptFor - 60);
  });

  it("of two processes is added up", async () => {
    for (const times of [1, 2]) {
      const usage = createUsage({ redis: through, clock: clockAtDawn(), log });
      for (let nth = 0; nth < times; nth++)
        usage.record({ audience: "internal", client: console1, fields: ["Query.me"] });
      await usage.stop();
    }
    expect(await redis.hgetall(usageKey("2026-11-21"))).toEqual({ "internal|console|1|Query.me": "3" });
  });

  it("waits while Redis is away, and is lost nowhere", async () => {
    const usage = createUsage({ redis: through, clock: clockAtDawn(), log });
    usage.record({ audience: "internal", client: console1, fields: ["Query.me"] });
    proxy.cut();
    await eventually("the loss of Redis", 5, () => through.status !== "ready");
    await usage.stop();
    proxy.restore();
    await eventually("the return of Redis", 10, () => through.status === "ready");
    usage.record({ audience: "internal", client: console1, fields: ["Query.me"] });
    await usage.stop();
    expect(await redis.hgetall(usageKey("2026-11-21"))).toEqual({ "internal|console|1|Query.me": "2" });
  });

  it("of clients that name themselves ever anew is counted under one name, so that memory and Redis stay small", async () => {
    const usage = createUsage({ redis: through, clock: clockAtDawn(), log });
    for (let nth = 0; nth < 1_000; nth++)
      usage.record({ audience: "public", client: { name: `x${String(nth)}`, version: "1" }, fields: ["Query.me"] });
    await usage.stop();
    const counts = await redis.hgetall(usageKey("2026-11-21"));
    expect(Object.keys(counts)).toHaveLength(501);
    expect(counts["public|others|-|Query.me"]).toBe("500");
  });
});
