import { createPool, type PoolOptions } from "mysql2";
import { DataSource, type EntitySchema, type Logger, type MigrationInterface } from "typeorm";

/** The session every connection works in: UTC, strict, READ COMMITTED. Set before its first statement. */
const session = [
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
  "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
];

/** mysql2, whose pool prepares the session of each connection it opens. */
const driver = {
  createPool: (options: PoolOptions) => {
    const pool = createPool(options);
    pool.on("connection", (connection) => {
      for (const statement of session)
        connection.query(statement, (error) => {
          if (error) connection.destroy();
        });
    });
    return pool;
  },
};

export type DatabaseOptions = {
  /** `mysql://user:password@host:port/schema` */
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** connections at most; a consumer needs one for each event it handles at a time */
  readonly poolSize?: number;
  /** sees every statement before it is sent */
  readonly logger?: Logger;
};

/**
 * One service's schema on MariaDB. Not connected yet: `main.ts` calls `initialize()`, then
 * {@link checkDatabase}. The schema is changed by migrations only.
 */
export const createDataSource = ({ url, entities, migrations, poolSize = 20, logger }: DatabaseOptions): DataSource =>
  new DataSource({
    type: "mariadb",
    driver,
    url,
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: ["DATE"],
    connectTimeout: 5000,
    poolSize,
    // One meaning for JSON: text in hand-written reads, parsed by TypeORM in the tables of a domain type.
    extra: { jsonStrings: true },
    synchronize: false,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: "migration",
    ...(logger ? { logger } : { logging: false }),
  });

/**
 * Refuses a database that would change what it is given: the schema must be utf8mb4 and the server strict.
 *
 * @throws Error with one line for each reason
 */
export const checkDatabase = async (dataSource: DataSource): Promise<void> => {
  const [found] = await dataSource.query<{ charset: string; mode: string }[]>(
    "SELECT @@character_set_database AS charset, @@GLOBAL.sql_mode AS mode",
  );
  const reasons = [
    found?.charset === "utf8mb4" ? null : `its character set is ${found?.charset ?? "unknown"}, not utf8mb4`,
    /STRICT_(TRANS|ALL)_TABLES/.test(found?.mode ?? "") ? null : "its sql_mode is not strict",
  ].filter((reason) => reason !== null);
  if (reasons.length > 0) throw new Error(`The database cannot be used: ${reasons.join("; ")}`);
};
