import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testRedis } from "@ocop/service-kit/testing";
import { Redis } from "ioredis";
import { fieldUseTable, readFieldUse } from "./field-usage";

const today = "2026-11-21";
let redis: Redis;

beforeEach(async () => {
  redis = new Redis(await testRedis());
  await redis.hset("{ocop:gateway}:usage:2026-11-21", {
    "internal|console|2|Product.stars": "3",
    "public|scanner|1|Product.name": "7",
  });
  await redis.hset("{ocop:gateway}:usage:2026-11-19", {
    "internal|console|2|Product.stars": "4",
    "internal|console|1|Product.stars": "5",
  });
  await redis.hset("{ocop:gateway}:usage:2026-10-21", { "partner|p1|9|Product.stars": "100" });
});

afterEach(() => {
  redis.disconnect();
});

const use = (
  field: string,
  [audience, client, version]: readonly [string, string, string],
  count: number,
  lastDay: string,
) => ({
  field,
  audience,
  client,
  version,
  count,
  lastDay,
});

describe("who uses which field", () => {
  it("is added up over the days, most used first, with the day it was last used", async () => {
    expect(await readFieldUse(redis, { today, days: 31, field: null })).toEqual([
      use("Product.name", ["public", "scanner", "1"], 7, "2026-11-21"),
      use("Product.stars", ["internal", "console", "2"], 7, "2026-11-21"),
      use("Product.stars", ["internal", "console", "1"], 5, "2026-11-19"),
    ]);
  });

  it("is told of one field alone, and of as many days as are asked for", async () => {
    const field = "Product.stars";
    expect(await readFieldUse(redis, { today, days: 1, field })).toEqual([
      use(field, ["internal", "console", "2"], 3, "2026-11-21"),
    ]);
    expect((await readFieldUse(redis, { today, days: 32, field }))[0]).toEqual(
      use(field, ["partner", "p1", "9"], 100, "2026-10-21"),
    );
    expect(await readFieldUse(redis, { today, days: 100, field: "Product.code" })).toEqual([]);
  });

  it("is a table of one line each", async () => {
    const uses = await readFieldUse(redis, { today, days: 1, field: null });
    expect(fieldUseTable(uses).split("\n")).toEqual([
      "operations  field          graph     client   version  last used",
      "7           Product.name   public    scanner  1        2026-11-21",
      "3           Product.stars  internal  console  2        2026-11-21",
    ]);
  });
});

describe("pnpm usage", () => {
  const say = (url: string, ...words: readonly string[]) => {
    const dataDir = mkdtempSync(join(tmpdir(), "ocop-usage-"));
    writeFileSync(join(dataDir, "run.json"), JSON.stringify({ addresses: {}, env: { REDIS_URL_GATEWAY: url } }));
    const program = join(__dirname, "../dist/commands/usage.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words, "--data-dir", dataDir], {
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  it("tells of the running platform, and says so when nobody used a field", async () => {
    const url = await testRedis();
    expect(say(url, "--field", "Product.stars")).toEqual({
      status: 0,
      stdout: "Product.stars was not used in the last 30 days.\n",
      stderr: "",
    });
  });

  it.each([[["--days", "101"]], [["--days", "0"]], [["--field", "stars"]]])(
    "refuses %s and says how it is used",
    (words) => {
      expect(say("redis://127.0.0.1:9", ...words)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^Usage: pnpm usage /) as string,
      });
    },
  );
});
