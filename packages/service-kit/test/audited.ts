import type { EntitySchema, MigrationInterface } from "typeorm";
import { systemAuthor } from "../src/audit";
import { newId } from "../src/id";
import { column, table } from "../src/table";
import { PlumbingMigration, testDatabase, type TestDatabase } from "../testing/database";

export type Parcel = { readonly id: string; readonly version: number; readonly name: string };

export const parcels: EntitySchema<Parcel> = table<Parcel>("parcel", {
  id: column.id(),
  version: column.version(),
  name: column.text(100),
});

class ParcelMigration implements MigrationInterface {
  readonly name = "Parcel1700000000002";
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(
      "CREATE TABLE parcel (id BINARY(16) NOT NULL PRIMARY KEY, version INT UNSIGNED NOT NULL, name VARCHAR(100) NOT NULL)",
    );
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const ignore = (): void => undefined;

/**
 * A database with one kind of aggregate and an audit log.
 *
 * @param see is told of every statement
 */
export const auditedDatabase = (see: (sql: string) => void = ignore): Promise<TestDatabase> =>
  testDatabase({
    entities: [parcels],
    migrations: [PlumbingMigration, ParcelMigration],
    logger: {
      logQuery: see,
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
  });

export const parcel = (name = "Chè Trình Diễn"): Parcel => ({ id: newId(), version: 0, name });

export const author = systemAuthor("demo-province-a", "acceptParcel", "f".repeat(32));
