import type { MigrationInterface, QueryRunner } from "typeorm";

const code = (length: number): string => `VARCHAR(${String(length)}) CHARACTER SET ascii COLLATE ascii_bin`;

const up: readonly string[] = [
  `ALTER TABLE assignment
    ADD COLUMN province_region_id BINARY(16) NULL AFTER scope_id,
    ADD COLUMN commune_region_id BINARY(16) NULL AFTER province_region_id,
    ADD COLUMN state ${code(10)} NOT NULL DEFAULT 'ACTIVE' AFTER legal_basis,
    ADD COLUMN proposed_at DATETIME(3) NOT NULL DEFAULT '1970-01-01' AFTER granted_by,
    ADD COLUMN confirmed_by ${code(200)} NULL,
    ADD COLUMN confirmed_at DATETIME(3) NULL,
    ADD COLUMN rejected_by ${code(200)} NULL,
    ADD COLUMN rejected_at DATETIME(3) NULL,
    ADD COLUMN revoked_by ${code(200)} NULL,
    ADD COLUMN end_reason VARCHAR(1000) NULL,
    ADD KEY assignment_province (province_region_id, id),
    ADD KEY assignment_commune (commune_region_id, id)`,
  // Rights of before were granted in one step; when is not recorded, and at the latest on their first day.
  "UPDATE assignment SET proposed_at = valid_from, state = IF(revoked_at IS NULL, 'ACTIVE', 'REVOKED')",
  "UPDATE assignment SET province_region_id = scope_id WHERE scope_type = 'PROVINCE'",
  `UPDATE assignment a
     JOIN administrative_unit u ON u.id = a.scope_id
     JOIN administrative_unit p ON p.list_version = u.list_version AND p.code = u.parent_code
     SET a.commune_region_id = u.id, a.province_region_id = p.id
     WHERE a.scope_type = 'COMMUNE'`,
  `UPDATE assignment a JOIN producer p ON p.id = a.scope_id
     SET a.commune_region_id = p.commune_region_id, a.province_region_id = p.province_region_id
     WHERE a.scope_type = 'PRODUCER'`,
  `ALTER TABLE assignment ALTER COLUMN state DROP DEFAULT, ALTER COLUMN proposed_at DROP DEFAULT`,
  // One row for each person who was ever given a right: the lock under which two equal grants meet.
  `CREATE TABLE assignment_holder (subject ${code(200)} NOT NULL PRIMARY KEY)`,
  `CREATE TABLE break_glass_session (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    requested_by ${code(200)} NOT NULL,
    acted_as ${code(200)} NOT NULL,
    ticket VARCHAR(100) NOT NULL,
    reason VARCHAR(1000) NOT NULL,
    hours INT NOT NULL,
    state ${code(10)} NOT NULL,
    requested_at DATETIME(3) NOT NULL,
    approved_by ${code(200)} NULL,
    approved_at DATETIME(3) NULL,
    ends_at DATETIME(3) NULL,
    ended_by ${code(200)} NULL,
    ended_at DATETIME(3) NULL,
    KEY break_glass_session_acted_as (acted_as, id)
  )`,
  `CREATE TABLE dossier_reading (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    evaluation_id BINARY(16) NOT NULL,
    dossier_id BINARY(16) NOT NULL,
    council_id BINARY(16) NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    released TINYINT NOT NULL,
    advance_self_score ${code(20)} NOT NULL,
    KEY dossier_reading_dossier (dossier_id)
  )`,
  `CREATE TABLE dossier_reader (
    reading_id BINARY(16) NOT NULL,
    subject ${code(200)} NOT NULL,
    role ${code(20)} NOT NULL,
    scoring TINYINT NOT NULL,
    sheet_in TINYINT NOT NULL,
    conflicted TINYINT NOT NULL,
    PRIMARY KEY (reading_id, subject, role),
    KEY dossier_reader_subject (subject, reading_id)
  )`,
];

const down: readonly string[] = [
  ...["dossier_reader", "dossier_reading", "break_glass_session", "assignment_holder"].map(
    (table) => `DROP TABLE ${table}`,
  ),
  "DELETE FROM assignment WHERE state NOT IN ('ACTIVE', 'REVOKED')",
  `ALTER TABLE assignment
    DROP KEY assignment_province, DROP KEY assignment_commune,
    DROP COLUMN province_region_id, DROP COLUMN commune_region_id, DROP COLUMN state, DROP COLUMN proposed_at,
    DROP COLUMN confirmed_by, DROP COLUMN confirmed_at, DROP COLUMN rejected_by, DROP COLUMN rejected_at,
    DROP COLUMN revoked_by, DROP COLUMN end_reason`,
];

/** Steps of a right and the territory of its scope, break-glass, and who reads which dossier. */
export class Rights1795309200020 implements MigrationInterface {
  readonly name = "Rights1795309200020";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
