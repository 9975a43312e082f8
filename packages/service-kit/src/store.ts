import { Refusal, type Scope } from "@ocop/contracts";
import type { EntityManager, EntityMetadata, EntitySchema, ObjectLiteral, SelectQueryBuilder } from "typeorm";
import { asCode } from "./code";
import { isId, toBinary } from "./id";
import { noteRows } from "./record";

/** A stored aggregate: its id and the number of its last saved change, 0 before the first. */
export type Versioned = { readonly id: string; readonly version: number };

/** Equal to the value, or to any of the values. */
export type Filter<T> = { readonly [K in keyof T]?: T[K] | readonly T[K][] };

export type Order<T> = readonly (readonly [keyof T & string, "ASC" | "DESC"])[];

export type PageRequest<T> = {
  readonly scope?: Scope;
  readonly filter?: Filter<T>;
  /** A further condition in SQL on the alias `t`, with named parameters. */
  readonly where?: { readonly sql: string; readonly params: ObjectLiteral };
  /** Fields that name an index and are never null; the id is added as the last. */
  readonly sort: readonly (keyof T & string)[];
  readonly direction?: "ASC" | "DESC";
  readonly first: number;
  /** Values of `sort` and the id of the last row already seen, as text; null for the first page. */
  readonly after: readonly string[] | null;
};

export type PageOf<T> = { readonly rows: readonly T[]; readonly hasNextPage: boolean };

const alias = "t";

const property = (field: string): string => `${alias}.${field}`;

/** Adds `AND (clause OR clause …)`; no clause selects no row. */
const withScope = <T extends ObjectLiteral>(query: SelectQueryBuilder<T>, meta: EntityMetadata, scope: Scope): void => {
  if (scope === "everything") return;
  const parameters: ObjectLiteral = {};
  const clauses = scope.map((clause, nth) => {
    const terms = Object.entries(clause).map(([field, values], term) => {
      if (values.length === 0) return "FALSE";
      const name = `scope_${String(nth)}_${String(term)}`;
      parameters[name] = values.map((value) => stored(meta, field, value));
      return `${property(field)} IN (:...${name})`;
    });
    return `(${terms.join(" AND ")})`;
  });
  query.andWhere(clauses.length === 0 ? "FALSE" : `(${clauses.join(" OR ")})`, parameters);
};

/** The value as the column holds it: ids become bytes, instants dates; a text that is no id or no code matches nothing. */
const stored = (meta: EntityMetadata, field: string, value: unknown): unknown => {
  const found = meta.findColumnWithPropertyName(field);
  if (!found) throw new Error(`${meta.tableName} has no field ${field}`);
  if (found.type === "datetime" && typeof value === "string") return new Date(value);
  if (found.charset === "ascii" && typeof value === "string") return asCode(value);
  if (found.type !== "binary") return value;
  return typeof value === "string" && isId(value) ? toBinary(value) : Buffer.alloc(16);
};

const withFilter = <T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  meta: EntityMetadata,
  filter: Filter<T>,
): void => {
  for (const [field, value] of Object.entries(filter) as [string, unknown][]) {
    if (value === undefined) continue;
    const name = `filter_${field}`;
    if (value === null) query.andWhere(`${property(field)} IS NULL`);
    else if (!Array.isArray(value))
      query.andWhere(`${property(field)} = :${name}`, { [name]: stored(meta, field, value) });
    else if (value.length === 0) query.andWhere("FALSE");
    else
      query.andWhere(`${property(field)} IN (:...${name})`, { [name]: value.map((one) => stored(meta, field, one)) });
  }
};

/** Rows beyond the last one seen: `a > x OR (a = x AND (b > y OR …))`, so that the index on the sort serves it. */
const withCursor = <T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  meta: EntityMetadata,
  fields: readonly string[],
  after: readonly string[],
  direction: "ASC" | "DESC",
): void => {
  if (after.length !== fields.length) throw new Refusal("BAD_USER_INPUT", { field: "after" });
  const beyond = direction === "ASC" ? ">" : "<";
  const parameters = Object.fromEntries(
    fields.map((field, nth) => [`after_${String(nth)}`, stored(meta, field, after[nth])]),
  );
  const condition = fields.reduceRight((inner, field, nth) => {
    const [name, parameter] = [property(field), `:after_${String(nth)}`];
    return inner === ""
      ? `${name} ${beyond} ${parameter}`
      : `${name} ${beyond} ${parameter} OR (${name} = ${parameter} AND (${inner}))`;
  }, "");
  query.andWhere(`(${condition})`, parameters);
};

/**
 * Reads and writes the rows of one domain type inside the manager's transaction. Every method sends
 * one statement. Rows come back as plain domain objects.
 */
export const store = <T extends Versioned>(manager: EntityManager, schema: EntitySchema<T>) => {
  const meta = manager.connection.getMetadata(schema);
  const decode = decoderOf<T>(manager, meta, `${alias}_`);
  /** Raw rows, decoded by the columns: the ORM's own way to objects costs more than the statement. */
  const rowsOf = async (query: SelectQueryBuilder<T>): Promise<T[]> => (await query.getRawMany()).map(decode);
  const select = (): SelectQueryBuilder<T> => manager.createQueryBuilder(schema, alias).where("TRUE");

  const find = async (id: string, scope: Scope = "everything"): Promise<T | null> => {
    const query = select();
    withFilter(query, meta, { id } as Filter<T>);
    withScope(query, meta, scope);
    return (await rowsOf(query))[0] ?? null;
  };

  return {
    find,

    /**
     * The row, locked until the transaction ends.
     *
     * @throws Refusal `NOT_FOUND` when there is none
     */
    async lock(id: string): Promise<T> {
      const query = select().setLock("pessimistic_write");
      withFilter(query, meta, { id } as Filter<T>);
      return (await rowsOf(query))[0] ?? notFound();
    },

    /**
     * Inserts a row of version 0, updates any other if nobody changed it meanwhile; returns it with its next version.
     *
     * @throws Refusal `STALE_VERSION` {currentVersion} when the stored version is another
     */
    async save(row: T): Promise<T> {
      const next = { ...row, version: row.version + 1 };
      if (row.version === 0) {
        await insert(manager, schema, [next]);
        return next;
      }
      const { id, ...changes } = next;
      const { affected } = await manager
        .createQueryBuilder()
        .update(schema)
        .set(changes as never)
        .where("id = :id AND version = :version", { id: toBinary(id), version: row.version })
        .execute();
      if (affected === 1) {
        noteRows(manager, meta.tableName, [next]);
        return next;
      }
      const current = await find(id);
      throw new Refusal("STALE_VERSION", { currentVersion: current?.version ?? null });
    },

    /** New rows, their version set to 1 by the caller; 500 to a statement. */
    insert: (rows: readonly T[]): Promise<void> => insert(manager, schema, rows),

    /** The rows that match, at most `limit` of them. */
    async where(
      filter: Filter<T>,
      options: {
        readonly scope?: Scope;
        readonly order?: Order<T>;
        readonly limit?: number;
        readonly lock?: boolean;
      } = {},
    ): Promise<T[]> {
      const query = select();
      withFilter(query, meta, filter);
      withScope(query, meta, options.scope ?? "everything");
      for (const [field, direction] of options.order ?? []) query.addOrderBy(property(field), direction);
      if (options.lock) query.setLock("pessimistic_write");
      return rowsOf(query.limit(options.limit ?? 100));
    },

    /** One page in key-set order: rows inserted meanwhile neither repeat nor hide another. */
    async page(request: PageRequest<T>): Promise<PageOf<T>> {
      const { scope = "everything", filter = {}, where, sort, direction = "ASC", first, after } = request;
      const fields = [...sort.filter((field) => field !== "id"), "id"];
      const query = select();
      withFilter(query, meta, filter);
      withScope(query, meta, scope);
      if (where) query.andWhere(where.sql, where.params);
      if (after) withCursor(query, meta, fields, after, direction);
      for (const field of fields) query.addOrderBy(property(field), direction);
      const rows = await rowsOf(query.limit(first + 1));
      return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
    },

    /** How many rows match, counted up to `cap` and no further. */
    async count(
      { scope = "everything", filter = {}, where }: Pick<PageRequest<T>, "scope" | "filter" | "where">,
      cap = 25_001,
    ): Promise<number> {
      const query = select().select(property("id"));
      withFilter(query, meta, filter);
      withScope(query, meta, scope);
      if (where) query.andWhere(where.sql, where.params);
      const [sql, params] = query.limit(cap).getQueryAndParameters();
      const [row] = await manager.query<{ n: string | number }[]>(`SELECT COUNT(*) AS n FROM (${sql}) capped`, params);
      return Number(row?.n ?? 0);
    },
  };
};

export type Store<T extends Versioned> = ReturnType<typeof store<T>>;

const notFound = (): never => {
  throw new Refusal("NOT_FOUND");
};

/** Inserts rows of a table that has no version of its own, 500 to a statement. */
export const insert = async <T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  rows: readonly T[],
): Promise<void> => {
  for (let from = 0; from < rows.length; from += 500)
    await manager
      .createQueryBuilder()
      .insert()
      .into(schema)
      .values(rows.slice(from, from + 500))
      .updateEntity(false)
      .execute();
  noteRows(manager, manager.connection.getMetadata(schema).tableName, rows);
};

/**
 * A hand-written read for a hot path or a join: the columns of the table, decoded as the domain type.
 *
 * @param tail SQL after the select list, the table under the alias `t`: `FROM product t WHERE …`
 * @param params positional; ids as bytes (`toBinary`)
 */
export const select = async <T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  tail: string,
  params: readonly unknown[],
): Promise<T[]> => {
  const meta = manager.connection.getMetadata(schema);
  const list = meta.columns.map(({ databaseName }) => `${alias}.${databaseName}`).join(", ");
  const raw = await manager.query<Record<string, unknown>[]>(`SELECT ${list} ${tail}`, [...params]);
  return raw.map(decoderOf<T>(manager, meta, ""));
};

/** Turns a raw row into the domain type by the columns of its table. */
const decoderOf = <T extends ObjectLiteral>(manager: EntityManager, meta: EntityMetadata, prefix: string) => {
  const { driver } = manager.connection;
  const fields = meta.columns.map((column) => ({
    column,
    name: column.propertyName,
    stored: `${prefix}${column.databaseName}`,
  }));
  return (row: Record<string, unknown>): T => {
    const decoded: Record<string, unknown> = {};
    for (const { column, name, stored } of fields) decoded[name] = driver.prepareHydratedValue(row[stored], column);
    return decoded as T;
  };
};

/**
 * The scope as SQL for a hand-written read on the alias `t`.
 *
 * @returns a condition that is always safe to AND, and its positional parameters
 */
export const scopeSql = <T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  scope: Scope,
): { readonly sql: string; readonly params: readonly unknown[] } => {
  if (scope === "everything") return { sql: "TRUE", params: [] };
  const meta = manager.connection.getMetadata(schema);
  const params: unknown[] = [];
  const clauses = scope.map((clause) => {
    const terms = Object.entries(clause).map(([field, values]) => {
      if (values.length === 0) return "FALSE";
      params.push(...values.map((value) => stored(meta, field, value)));
      const name = meta.findColumnWithPropertyName(field)?.databaseName ?? field;
      return `${alias}.${name} IN (${values.map(() => "?").join(", ")})`;
    });
    return `(${terms.join(" AND ")})`;
  });
  return { sql: clauses.length === 0 ? "FALSE" : `(${clauses.join(" OR ")})`, params };
};
