import { auditSchemaOf, createLog, producerConnection, whenReady } from "@ocop/service-kit";
import type { DataSource } from "typeorm";

/** How a text may lie about: as it is, two bytes a character, in hexadecimal, and in base64 at any of three offsets. */
const disguisesOf = (text: string): readonly Buffer[] => {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64url");
    return encoded.slice(offset === 0 ? 0 : offset + 1, encoded.length - 3);
  });
  return [
    bytes,
    Buffer.from(text, "utf16le"),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("hex").toUpperCase()),
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(JSON.stringify(text).slice(1, -1)),
    ...base64.map((encoded) => Buffer.from(encoded)),
  ];
};

const bytesOf = (value: unknown): Buffer => {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === "string") return Buffer.from(value);
  return Buffer.from(JSON.stringify(value) ?? "");
};

/** A place where data lie, and everything found there. */
export type Place = { readonly name: string; readonly content: readonly unknown[] };

/** @returns `<place>: <text>` for each of the texts that lies there in any disguise */
export const findTexts = (places: readonly Place[], texts: readonly string[]): readonly string[] =>
  places.flatMap(({ name, content }) => {
    const bytes = Buffer.concat(content.flatMap((value) => [bytesOf(value), Buffer.of(0)]));
    return texts
      .filter((text) => disguisesOf(text).some((one) => bytes.includes(one)))
      .map((text) => `${name}: ${text}`);
  });

/** Every column of every table of the service's schema and of its audit schema. */
export const tablesOf = async (dataSource: DataSource): Promise<readonly Place[]> => {
  const [own, audit] = [`\`${dataSource.driver.database ?? ""}\``, auditSchemaOf(dataSource)];
  const places: Place[] = [];
  for (const schema of [own, audit]) {
    const tables = await dataSource.query<Record<string, string>[]>(`SHOW TABLES FROM ${schema}`);
    for (const table of tables.flatMap((row) => Object.values(row))) {
      const rows = await dataSource.query<Record<string, unknown>[]>(`SELECT * FROM ${schema}.\`${table}\``);
      places.push({
        name: schema === audit ? `audit.${table}` : table,
        content: rows.flatMap((row) => Object.values(row)),
      });
    }
  }
  return places;
};

/** Every key of a Redis database with its value. */
export const keysOf = async (redisUrl: string): Promise<readonly Place[]> => {
  const redis = producerConnection(redisUrl, createLog("test", { level: "silent" }));
  await whenReady(redis);
  const read: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1),
    stream: (key) => redis.xrange(key, "-", "+"),
  };
  const places: Place[] = [];
  for (const key of await redis.keys("*")) {
    const content = await read[await redis.type(key)]?.(key);
    places.push({ name: key, content: [key, content] });
  }
  redis.disconnect();
  return places;
};
