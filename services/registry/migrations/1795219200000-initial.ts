import type { MigrationInterface, QueryRunner } from "typeorm";

/** The tables of the register. */
const own: readonly string[] = [
  `CREATE TABLE administrative_unit (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    list_version VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    level VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    name_en VARCHAR(100) NULL,
    parent_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
    valid_from DATE NULL,
    valid_to DATE NULL,
    search_name VARCHAR(150) NOT NULL,
    UNIQUE KEY administrative_unit_key (list_version, code),
    KEY administrative_unit_parent (list_version, parent_code, code)
  )`,
  `CREATE TABLE administrative_lineage (
    old_list_version VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    old_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    new_list_version VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    new_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    relation VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (old_list_version, old_code, new_list_version, new_code)
  )`,
  `CREATE TABLE producer (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name VARCHAR(300) NOT NULL,
    kind VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
    address_line VARCHAR(500) NULL,
    representative VARCHAR(200) NULL,
    phone VARCHAR(40) NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    demonstration TINYINT NOT NULL,
    search_name VARCHAR(300) NOT NULL,
    KEY producer_province (province_region_id, id),
    KEY producer_commune (commune_region_id, id)
  )`,
  `CREATE TABLE product (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    producer_id BINARY(16) NULL,
    code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    name_vi VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_vietnamese_ci NOT NULL,
    name_en VARCHAR(300) NULL,
    story_vi VARCHAR(5000) NULL,
    story_en VARCHAR(5000) NULL,
    set_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    suggested_set_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    address_as_issued VARCHAR(500) NULL,
    source_url VARCHAR(1000) NULL,
    demonstration TINYINT NOT NULL,
    search_name VARCHAR(601) NOT NULL,
    UNIQUE KEY product_code (code),
    KEY product_name (name_vi, id),
    KEY product_producer (producer_id, id),
    KEY product_province (province_region_id, name_vi, id),
    KEY product_commune (commune_region_id, name_vi, id)
  )`,
  `CREATE TABLE certificate_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    product_id BINARY(16) NOT NULL,
    stars INT NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE NOT NULL,
    KEY certificate_copy_product (product_id),
    KEY certificate_copy_stars (stars, state, expires_on, product_id)
  )`,
  `CREATE TABLE dossier (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    product_id BINARY(16) NOT NULL,
    producer_id BINARY(16) NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NOT NULL,
    regime VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    set_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    criteria_set_version INT NULL,
    registration_type VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    round_id BINARY(16) NOT NULL,
    late_reason VARCHAR(1000) NULL,
    form_01 JSON NOT NULL,
    form_02 JSON NOT NULL,
    answers JSON NOT NULL,
    evidence JSON NOT NULL,
    commune_report JSON NULL,
    returned JSON NULL,
    product_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    slip_no VARCHAR(60) NULL,
    snapshot_number INT NOT NULL,
    snapshot_sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    submitted_at DATETIME(3) NULL,
    forwarded_at DATETIME(3) NULL,
    accepted_at DATETIME(3) NULL,
    KEY dossier_product (product_id, state),
    KEY dossier_producer (producer_id, id),
    KEY dossier_commune (commune_region_id, state, id),
    KEY dossier_province (province_region_id, state, id),
    KEY dossier_round (round_id, id)
  )`,
  `CREATE TABLE dossier_snapshot (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    dossier_id BINARY(16) NOT NULL,
    number INT NOT NULL,
    content LONGTEXT NOT NULL,
    sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    taken_at DATETIME(3) NOT NULL,
    UNIQUE KEY dossier_snapshot_number (dossier_id, number)
  )`,
  `CREATE TABLE round (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    level VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    province_region_id BINARY(16) NULL,
    year INT NULL,
    no INT NOT NULL,
    requests_before DATE NULL,
    held_before DATE NULL,
    extra TINYINT NOT NULL,
    demonstration TINYINT NOT NULL,
    KEY round_province (province_region_id, year, no)
  )`,
  `CREATE TABLE assignment (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    subject VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scope_type VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scope_id BINARY(16) NULL,
    valid_from DATE NOT NULL,
    valid_until DATE NULL,
    legal_basis VARCHAR(500) NOT NULL,
    granted_by VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    revoked_at DATETIME(3) NULL,
    KEY assignment_subject (subject, id),
    KEY assignment_scope (scope_id, role)
  )`,
  `CREATE TABLE product_set (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    no INT NOT NULL,
    regime VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name_vi VARCHAR(300) NOT NULL,
    name_en VARCHAR(300) NULL,
    industry VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    industry_name_vi VARCHAR(300) NOT NULL,
    industry_name_en VARCHAR(300) NULL,
    product_group VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    product_group_name_vi VARCHAR(300) NOT NULL,
    product_group_name_en VARCHAR(300) NULL,
    subgroup VARCHAR(300) NULL,
    ministries JSON NOT NULL,
    UNIQUE KEY product_set_code (code)
  )`,
  `CREATE TABLE form_definition (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    regime VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name_vi VARCHAR(300) NOT NULL,
    name_en VARCHAR(300) NOT NULL,
    fields JSON NOT NULL,
    UNIQUE KEY form_definition_code (regime, code)
  )`,
  `CREATE TABLE evidence_kind (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    regime VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name_vi VARCHAR(300) NOT NULL,
    name_en VARCHAR(300) NOT NULL,
    supports JSON NOT NULL,
    UNIQUE KEY evidence_kind_code (regime, code)
  )`,
  `CREATE TABLE criteria_set_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    regime VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    content_version INT NOT NULL,
    criteria JSON NOT NULL,
    KEY criteria_set_copy_code (regime, code, content_version)
  )`,
  // One counter for each kind of number, commune and year; a number is taken under its lock and never re-used.
  `CREATE TABLE running_number (
    kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    commune_region_id BINARY(16) NOT NULL,
    year INT NOT NULL,
    last INT UNSIGNED NOT NULL,
    PRIMARY KEY (kind, commune_region_id, year)
  )`,
];

/** The event path and leased work, as every service has them. */
const plumbing: readonly string[] = [
  // Immutable facts, kept 30 days for replay. fact_ver repeats agg_ver and is NULL for '.stated' events,
  // which repeat a version: two writers cannot emit the same version of an aggregate twice.
  `CREATE TABLE outbox_event (
    event_id BINARY(16) NOT NULL PRIMARY KEY,
    agg_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_id BINARY(16) NOT NULL,
    agg_ver INT UNSIGNED NOT NULL,
    fact_ver INT UNSIGNED NULL,
    type VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payload JSON NOT NULL,
    meta JSON NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY created (created_at),
    UNIQUE KEY agg (agg_type, agg_id, fact_ver),
    KEY agg_name (agg_type, agg_id, type, agg_ver)
  )`,
  // Small and hot: one row for each consumer until its receipt. prev_ver is the version of the last event
  // of this aggregate meant for this consumer, 0 when there was none. next_at is the lease.
  `CREATE TABLE outbox_delivery (
    event_id BINARY(16) NOT NULL,
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    prev_ver INT UNSIGNED NOT NULL,
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    next_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    owner BINARY(8) NULL,
    last_error VARCHAR(300) NULL,
    dead_at DATETIME(3) NULL,
    PRIMARY KEY (event_id, consumer),
    KEY due (dead_at, next_at)
  )`,
  // Every event this service has taken in, kept 35 days: what makes an effect happen once.
  `CREATE TABLE inbox (
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_id BINARY(16) NOT NULL,
    at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (consumer, event_id),
    KEY at (at)
  )`,
  // How far the events of one aggregate have been applied, in their order.
  `CREATE TABLE inbox_head (
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_id BINARY(16) NOT NULL,
    ver INT UNSIGNED NOT NULL,
    PRIMARY KEY (consumer, agg_type, agg_id)
  )`,
  // Events that came before their predecessor and wait for it.
  `CREATE TABLE inbox_parked (
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_id BINARY(16) NOT NULL,
    ver INT UNSIGNED NOT NULL,
    prev_ver INT UNSIGNED NOT NULL,
    event_id BINARY(16) NOT NULL,
    payload JSON NOT NULL,
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    next_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    last_error VARCHAR(300) NULL,
    at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (consumer, agg_type, agg_id, ver)
  )`,
  // What the clock must do: due_at on the platform's clock, the lease in next_at on the database's.
  `CREATE TABLE due (
    kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    due_key BINARY(16) NOT NULL,
    due_at DATETIME(3) NOT NULL,
    payload JSON NOT NULL,
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    next_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    owner BINARY(8) NULL,
    last_error VARCHAR(300) NULL,
    dead_at DATETIME(3) NULL,
    PRIMARY KEY (kind, due_key),
    KEY due (dead_at, due_at)
  )`,
  // Long work in steps: each step commits its effects together with step_cursor, done and total.
  `CREATE TABLE job (
    id BINARY(16) NOT NULL PRIMARY KEY,
    kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    input JSON NOT NULL,
    state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'queued',
    done INT UNSIGNED NOT NULL DEFAULT 0,
    total INT UNSIGNED NULL,
    step_cursor JSON NULL,
    result JSON NULL,
    requested_by VARCHAR(190) NOT NULL,
    error VARCHAR(300) NULL,
    attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    next_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    owner BINARY(8) NULL,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    KEY due (state, next_at)
  )`,
];

export class Initial1795219200000 implements MigrationInterface {
  readonly name = "Initial1795219200000";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...own, ...plumbing]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const names = [...own, ...plumbing].map((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? "");
    for (const name of names.reverse()) await runner.query(`DROP TABLE ${name}`);
  }
}
