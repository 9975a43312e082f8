import type { MigrationInterface, QueryRunner } from "typeorm";

const tables: readonly string[] = [
  `CREATE TABLE idempotency (
    scope BINARY(32) NOT NULL PRIMARY KEY,
    sealed LONGBLOB NULL,
    at DATETIME(3) NOT NULL,
    KEY at (at)
  )`,
  `CREATE TABLE audit_pending (
    entry_id BINARY(16) NOT NULL PRIMARY KEY,
    at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
  )`,
  `CREATE TABLE field_key (
    row_id BINARY(16) NOT NULL PRIMARY KEY,
    sealed_key VARBINARY(100) NULL,
    destroyed_at DATETIME(3) NULL
  )`,
];

/** Answers to repeated requests, entries of the audit log without a seal, keys of sealed fields. */
export class Safeguards1795305600000 implements MigrationInterface {
  readonly name = "Safeguards1795305600000";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["field_key", "audit_pending", "idempotency"]) await runner.query(`DROP TABLE ${table}`);
  }
}
