import type { DataSource } from "typeorm";
import { type AuditEntry, auditSchemaOf, entryColumns, entryOfRow, type EntryRow } from "../src/audit";

/** The tables of an audit schema, as `infra/mysql/init.sql` makes them: a service's own user could not. */
export const auditTables = (schema: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS ${schema}.audit_entry (
  id BINARY(16) NOT NULL PRIMARY KEY,
  at DATETIME(3) NOT NULL,
  actor VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  acted_as VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  client VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id BINARY(16) NULL,
  object_version INT UNSIGNED NULL,
  outcome VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NULL,
  legal_basis VARCHAR(200) NULL,
  request_id VARCHAR(64) NULL,
  KEY at (at),
  KEY by_object (object_id, id)
)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.audit_seal (
  seq BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  entry_id BINARY(16) NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  UNIQUE KEY entry (entry_id)
)`,
];

/** The audit log of a service, oldest entry first. */
export const auditEntries = async (dataSource: DataSource): Promise<readonly AuditEntry[]> => {
  const rows = await dataSource.query<EntryRow[]>(
    `SELECT ${entryColumns.join(", ")} FROM ${auditSchemaOf(dataSource)}.audit_entry ORDER BY id`,
  );
  return rows.map(entryOfRow);
};
