import { rm } from "node:fs/promises";
import { ConfigError, type Running } from "@ocop/service-kit";
import { testDirectory, testRedis, type TestDatabase } from "@ocop/service-kit/testing";
import { createServer, type AddressInfo } from "node:net";
import { serviceConfig } from "../src/config";
import { start } from "../src/main";
import { given, openDatabase, silent, testClock } from "./harness";
import { product, tradeItem } from "./samples";

/** Ports that were free a moment ago. */
const freePorts = async (count: number): Promise<readonly number[]> => {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(probes.map((probe) => new Promise<void>((done) => probe.listen(0, "127.0.0.1", done))));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
};

describe("the process", () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let running: (Running & { readonly url: string; readonly scanUrl: string | null }) | null = null;

  beforeAll(async () => {
    database = await openDatabase();
    const [port, scanPort] = await freePorts(2);
    environment = {
      OCOP_MODE: "development",
      PORT: String(port),
      SCAN_PORT: String(scanPort),
      DATABASE_URL_TRACEABILITY: database.url,
      REDIS_URL_TRACEABILITY: await testRedis(),
      OCOP_VIEWER_KEY_TRACEABILITY: "viewer-key-of-a-test-0123456789abcdef",
      OCOP_CURSOR_KEY_TRACEABILITY: "cursor-key-of-a-test-0123456789abcdef",
      OCOP_FIELD_KEY_TRACEABILITY: "field-key-of-a-test-0123456789abcdef",
      OCOP_AUDIT_KEY_TRACEABILITY: "audit-key-of-a-test-0123456789abcdef",
      OCOP_DATA_DIR: testDirectory(),
      OCOP_SCAN_HOST: `http://127.0.0.1:${String(scanPort)}/`,
    };
    await given(database.dataSource.manager, { products: [product()], items: [tradeItem()] });
  });
  afterEach(async () => {
    await running?.stop();
    running = null;
  });
  afterAll(async () => {
    await database.drop();
    await rm(environment["OCOP_DATA_DIR"] ?? "", { recursive: true, force: true });
  });

  const starting = async (change: Record<string, string> = {}) => {
    running = await start(serviceConfig({ ...environment, ...change }), { log: silent, clock: testClock() });
    return running;
  };
  const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

  it("says everything that is wrong with its environment at once", () => {
    const wrong = () => serviceConfig({ OCOP_MODE: "production", PORT: "x", OCOP_CLOCK_OFFSET: "5" });
    expect(wrong).toThrow(ConfigError);
    for (const name of [
      "PORT must be",
      "SCAN_PORT is missing",
      "DATABASE_URL_TRACEABILITY is missing",
      "OCOP_FIELD_KEY_TRACEABILITY is missing",
      "OCOP_SCAN_HOST is missing",
    ])
      expect(wrong).toThrow(name);
  });

  it("serves the graph on one port and the scan host on the other, where strangers learn only that it lives", async () => {
    const { url, scanUrl } = await starting();
    const health = (door: string) =>
      Promise.all(["/health/live", "/health/ready", "/metrics"].map((path) => statusOf(door + path)));
    expect(await health(url)).toEqual([200, 200, 200]);
    expect(await health(scanUrl ?? "")).toEqual([200, 404, 404]);
    expect(
      (await fetch(`${url}/graphql`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } }))
        .status,
    ).toBe(401);
    const html = await (await fetch(`${scanUrl ?? ""}/p/7K3M9QZT5V2XJ8WD`)).text();
    expect(html).toContain(`<link rel="canonical" href="${scanUrl ?? ""}/p/7K3M9QZT5V2XJ8WD"/>`);
    expect(await statusOf(`${url}/p/7K3M9QZT5V2XJ8WD`)).toBe(404);
  });

  it("opens only the doors of the roles it is given", async () => {
    const { url, scanUrl } = await starting({ OCOP_ROLES: "worker" });
    expect(scanUrl).toBeNull();
    expect(await statusOf(`${url}/health/ready`)).toBe(200);
    expect(
      (await fetch(`${url}/graphql`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } }))
        .status,
    ).toBe(404);
  });
});
