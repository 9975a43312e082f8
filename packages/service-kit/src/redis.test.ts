import { createLog } from "./log";
import { checkRedis, deadline, faultsIn, producerConnection, whenReady } from "./redis";
import { startFaultProxy, type FaultProxy } from "../testing/fault-proxy";
import { eventually, testRedis } from "../testing/queue";

const log = createLog("test", { level: "silent" });

jest.setTimeout(30_000);

describe("Redis", () => {
  let url: string;
  let proxy: FaultProxy;

  beforeAll(async () => {
    url = await testRedis();
    const { hostname, port } = new URL(url);
    proxy = await startFaultProxy({ host: hostname, port: Number(port) });
  });
  afterAll(() => proxy.close());

  const throughProxy = (): string => {
    const address = new URL(url);
    address.port = String(proxy.port);
    return address.href;
  };

  it("is accepted when it keeps every key and writes an append-only file", async () => {
    await expect(checkRedis(url, log)).resolves.toBeUndefined();
  });

  it.each([
    ["maxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n", ["maxmemory-policy is allkeys-lru, not noeviction"]],
    ["maxmemory_policy:noeviction\r\naof_enabled:0\r\n", ["appendonly is off"]],
    ["", ["maxmemory-policy is unknown, not noeviction", "appendonly is off"]],
  ])("is refused when it evicts, has no append-only file, or does not say", (info, faults) => {
    expect(faultsIn(info)).toEqual(faults);
  });

  it("is refused in one line when nobody answers", async () => {
    proxy.cut();
    await expect(checkRedis(throughProxy(), log)).rejects.toThrow();
    proxy.restore();
  });

  it("never holds a producer longer than the deadline, whether it is gone or silent", async () => {
    const connection = producerConnection(throughProxy(), log);
    const answers = (): Promise<boolean> =>
      connection.get("key").then(
        () => true,
        () => false,
      );
    const timed = async (): Promise<number> => {
      const began = performance.now();
      expect(await answers()).toBe(false);
      return performance.now() - began;
    };
    try {
      await whenReady(connection);
      expect(await answers()).toBe(true);
      proxy.holdAnswers = true;
      expect(await timed()).toBeLessThan(deadline * 1.5);
      proxy.cut();
      expect(await timed()).toBeLessThan(deadline * 1.5);
      proxy.restore();
      await eventually("answers again", 10, answers);
    } finally {
      connection.disconnect();
    }
  });
});
