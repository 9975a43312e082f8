import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { services } from "@ocop/contracts";
import { Redis } from "ioredis";
import { dataDirectory, inDatabaseOf, redisAddress, type Running } from "./running";

/** Somewhere that data lie, and all bytes that lie there. */
export type Place = { readonly name: string; readonly bytes: Buffer };

const bytesOf = (value: unknown): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.from(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

const placeOf = (name: string, values: readonly unknown[]): Place => ({
  name,
  bytes: Buffer.concat(values.flatMap((value) => [bytesOf(value), Buffer.of(0)])),
});

/** Every table of every service, those of the audit logs among them. */
const tables = async (platform: Running): Promise<readonly Place[]> => {
  const places: Place[] = [];
  for (const service of services)
    await inDatabaseOf(platform, service, async (dataSource) => {
      for (const schema of [`ocop_${service}`, `ocop_${service}_audit`]) {
        const names = await dataSource.query<Record<string, string>[]>(`SHOW TABLES FROM ${schema}`);
        for (const name of names.flatMap((row) => Object.values(row))) {
          const rows = await dataSource.query<Record<string, unknown>[]>(`SELECT * FROM ${schema}.${name}`);
          places.push(
            placeOf(
              `${schema}.${name}`,
              rows.flatMap((row) => Object.values(row)),
            ),
          );
        }
      }
    });
  return places;
};

/** Every key of Redis with its value. */
const keys = async (): Promise<readonly Place[]> => {
  const redis = new Redis(redisAddress());
  const read: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1),
    stream: (key) => redis.xrange(key, "-", "+"),
  };
  try {
    const places: Place[] = [];
    for (const key of await redis.keys("*"))
      places.push(placeOf(`redis ${key}`, [key, await read[await redis.type(key)]?.(key)]));
    return places;
  } finally {
    redis.disconnect();
  }
};

/** What every process and both engines logged, and what is kept outside the databases of the audit logs. */
const files = (): readonly Place[] =>
  ["logs", "audit"].flatMap((folder) =>
    readdirSync(join(dataDirectory, folder)).map((name) =>
      placeOf(`${folder}/${name}`, [readFileSync(join(dataDirectory, folder, name))]),
    ),
  );

/** Everything that the platform keeps. */
export const everyPlace = async (platform: Running): Promise<readonly Place[]> => [
  ...(await tables(platform)),
  ...(await keys()),
  ...files(),
];

/** @returns `<place>: <text>` for each of the texts that lies there */
export const findIn = (places: readonly Place[], texts: readonly string[]): readonly string[] =>
  places.flatMap(({ name, bytes }) => texts.filter((text) => bytes.includes(text)).map((text) => `${name}: ${text}`));
