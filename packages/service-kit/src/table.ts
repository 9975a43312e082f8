import { EntitySchema, type EntitySchemaColumnOptions } from "typeorm";
import { fromBinary, toBinary } from "./id";

/** One column: how TypeORM declares it. The transformers turn ids and days into the text of the domain. */
export type Column = EntitySchemaColumnOptions;

type Options = { readonly nullable?: boolean };

const nullable = ({ nullable = false }: Options): { nullable: boolean } => ({ nullable });

const binaryId = {
  to: (id: unknown): unknown => (typeof id === "string" ? toBinary(id) : id),
  from: (bytes: unknown): unknown => (Buffer.isBuffer(bytes) ? fromBinary(bytes) : bytes),
};

const decimalText = {
  to: (value: unknown): unknown => value,
  from: (value: unknown): unknown => (typeof value === "number" ? String(value) : value),
};

/** Columns in the words of the domain. Ids are BINARY(16), times UTC with milliseconds, texts utf8mb4. */
export const column = {
  /** Primary key: UUIDv7 in BINARY(16), text in code. */
  id: (): Column => ({ type: "binary", length: 16, primary: true, transformer: binaryId }),
  /** Number of the last saved change, the same as in the aggregate's last event. */
  version: (): Column => ({ type: "int", unsigned: true }),
  /** Id of another row, here or in another service. */
  reference: (options: Options = {}): Column => ({
    type: "binary",
    length: 16,
    transformer: binaryId,
    ...nullable(options),
  }),
  /** Text for people, compared without case or accents. */
  text: (length: number, options: Options = {}): Column => ({ type: "varchar", length, ...nullable(options) }),
  /** Text without a limit in the table; its limit is a rule of the domain. */
  longText: (options: Options = {}): Column => ({ type: "longtext", ...nullable(options) }),
  /** Codes, keys and enum values: ASCII, compared byte by byte. */
  code: (length: number, options: Options = {}): Column => ({
    type: "varchar",
    length,
    charset: "ascii",
    collation: "ascii_bin",
    ...nullable(options),
  }),
  integer: (options: Options = {}): Column => ({ type: "int", ...nullable(options) }),
  /** Whole đồng and other numbers beyond 32 bits, decimal text in code. */
  bigInteger: (options: Options = {}): Column => ({ type: "bigint", transformer: decimalText, ...nullable(options) }),
  /** Exact decimal text with a fixed scale. */
  decimal: (precision: number, scale: number, options: Options = {}): Column => ({
    type: "decimal",
    precision,
    scale,
    transformer: decimalText,
    ...nullable(options),
  }),
  boolean: (): Column => ({ type: "boolean" }),
  json: (options: Options = {}): Column => ({ type: "json", ...nullable(options) }),
  /** An instant, UTC with milliseconds. */
  instant: (options: Options = {}): Column => ({ type: "datetime", precision: 3, ...nullable(options) }),
  /** A legal day, `YYYY-MM-DD`. */
  day: (options: Options = {}): Column => ({ type: "date", ...nullable(options) }),
} as const;

export type Index<T> = {
  readonly name: string;
  readonly columns: readonly (keyof T & string)[];
  readonly unique?: boolean;
};

/** `provinceRegionId` → `province_region_id`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The table of a domain type: a view that the compiler holds against the type. Every field needs its
 * column, which `EntitySchema<T>` alone would not demand.
 *
 * @param name singular, snake_case
 */
export const table = <T extends object>(
  name: string,
  columns: { readonly [K in keyof Required<T>]: Column },
  indices: readonly Index<T>[] = [],
): EntitySchema<T> =>
  new EntitySchema<T>({
    name,
    tableName: name,
    columns: Object.fromEntries(
      Object.entries<Column>(columns).map(([key, options]) => [key, { name: snakeCase(key), ...options }]),
    ) as never,
    indices: indices.map((index) => ({
      name: index.name,
      columns: [...index.columns],
      unique: index.unique ?? false,
    })),
  });
