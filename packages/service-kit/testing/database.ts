import { randomBytes } from "node:crypto";
import type { DataSource, EntityManager, EntitySchema, Logger, MigrationInterface } from "typeorm";
import { createDataSource } from "../src/database";
import { plumbing } from "../src/plumbing";
import { auditTables } from "./audit";
import { testConfig } from "./config";

export type TestDatabase = {
  readonly dataSource: DataSource;
  /** address of the schema, for another process */
  readonly url: string;
  /** closes the connections and drops the schema and its audit schema */
  drop(): Promise<void>;
};

export type TestDatabaseOptions = {
  readonly entities?: readonly EntitySchema[];
  readonly migrations?: readonly (new () => MigrationInterface)[];
  readonly logger?: Logger;
};

/** A schema of its own on the private MariaDB, named at random, with the migrations run and its audit schema beside it. */
export const testDatabase = async ({
  entities = [],
  migrations = [],
  logger,
}: TestDatabaseOptions = {}): Promise<TestDatabase> => {
  const address = new URL(testConfig().mysql);
  const schema = `test_${randomBytes(8).toString("hex")}`;
  const connect = (name: string): DataSource => {
    address.pathname = name;
    return createDataSource({ url: address.href, entities, migrations, ...(logger ? { logger } : {}) });
  };

  const administrator = await connect("mysql").initialize();
  try {
    for (const name of [schema, `${schema}_audit`])
      await administrator.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    for (const statement of auditTables(`${schema}_audit`)) await administrator.query(statement);
  } finally {
    await administrator.destroy();
  }
  const dataSource = await connect(schema).initialize();
  await dataSource.runMigrations();
  return {
    dataSource,
    url: address.href,
    drop: async () => {
      for (const name of [schema, `${schema}_audit`]) await dataSource.query(`DROP DATABASE ${name}`);
      await dataSource.destroy();
    },
  };
};

/** The tables of the event path and of leased work, as a service's first migration makes them. */
export class PlumbingMigration implements MigrationInterface {
  readonly name = "Plumbing1700000000000";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    for (const statement of plumbing) await runner.query(statement);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

/** Runs in a transaction that is rolled back whatever happens, and hands back what `run` found. */
export const inRolledBackTransaction = async <T>(
  dataSource: DataSource,
  run: (manager: EntityManager) => Promise<T>,
): Promise<T> => {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction("READ COMMITTED");
    return await run(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
};
