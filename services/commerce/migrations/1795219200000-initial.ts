import type { MigrationInterface, QueryRunner } from "typeorm";

const own: readonly string[] = [
  `CREATE TABLE sale_point_kind (
    id BINARY(16) NOT NULL PRIMARY KEY,
    criteria_version VARCHAR(40) NOT NULL,
    since DATE NOT NULL,
    position INT NOT NULL,
    code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    label_vi VARCHAR(200) NOT NULL,
    label_en VARCHAR(200) NOT NULL,
    UNIQUE INDEX sale_point_kind_in_criteria (criteria_version, code)
  )`,
  `CREATE TABLE sale_point (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name_vi VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NULL,
    kind_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    criteria_version VARCHAR(40) NOT NULL,
    address_line VARCHAR(300) NOT NULL,
    area_square_metres INT NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NOT NULL,
    operator_subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    recognition_no VARCHAR(60) NULL,
    recognised_on DATE NULL,
    demonstration TINYINT NOT NULL,
    INDEX sale_point_name (name_vi, id),
    INDEX sale_point_province (province_region_id, name_vi, id),
    INDEX sale_point_commune (commune_region_id, name_vi, id),
    INDEX sale_point_kind_code (kind_code, name_vi, id),
    INDEX sale_point_operator (operator_subject)
  )`,
  `CREATE TABLE listing (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    sale_point_id BINARY(16) NOT NULL,
    product_id BINARY(16) NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    listed_on DATE NOT NULL,
    withdrawn_on DATE NULL,
    withdrawn_because VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    UNIQUE INDEX listing_pair (sale_point_id, product_id),
    INDEX listing_of_point (sale_point_id, state, listed_on, id),
    INDEX listing_of_product (product_id, state)
  )`,
  `CREATE TABLE fair (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name_vi VARCHAR(200) NOT NULL,
    name_en VARCHAR(200) NULL,
    theme VARCHAR(200) NULL,
    reach VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    venue VARCHAR(300) NOT NULL,
    country_code VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    opens_on DATE NOT NULL,
    closes_on DATE NOT NULL,
    stands INT NOT NULL,
    organiser_name VARCHAR(200) NOT NULL,
    organiser_subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    registered_on DATE NULL,
    exempt_by VARCHAR(100) NULL,
    INDEX fair_opening (opens_on, id),
    INDEX fair_organiser (organiser_subject)
  )`,
  `CREATE TABLE partner (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name VARCHAR(200) NOT NULL,
    INDEX partner_name (name, id)
  )`,
  `CREATE TABLE partner_member (
    id BINARY(16) NOT NULL PRIMARY KEY,
    partner_id BINARY(16) NOT NULL,
    subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    UNIQUE INDEX partner_member_subject (subject),
    INDEX partner_member_partner (partner_id)
  )`,
  `CREATE TABLE partner_contract (
    id BINARY(16) NOT NULL PRIMARY KEY,
    partner_id BINARY(16) NOT NULL,
    number VARCHAR(60) NOT NULL,
    minimum_stars INT NOT NULL,
    province_region_ids JSON NULL,
    valid_from DATE NOT NULL,
    valid_until DATE NULL,
    INDEX partner_contract_partner (partner_id, valid_from)
  )`,
  `CREATE TABLE producer_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name VARCHAR(500) NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    demonstration TINYINT NOT NULL,
    INDEX producer_copy_commune (commune_region_id, province_region_id)
  )`,
  `CREATE TABLE product_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    producer_id BINARY(16) NULL,
    code VARCHAR(40) NULL,
    name_vi VARCHAR(500) NOT NULL,
    name_en VARCHAR(500) NULL,
    set_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    province_name_vi VARCHAR(200) NOT NULL,
    commune_name_vi VARCHAR(200) NULL,
    demonstration TINYINT NOT NULL,
    INDEX product_copy_commune (commune_region_id, province_region_id)
  )`,
  `CREATE TABLE certificate_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    product_id BINARY(16) NOT NULL,
    lookup_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    certificate_no VARCHAR(100) NULL,
    stars INT NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE NOT NULL,
    state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    INDEX certificate_copy_product (product_id, state, expires_on)
  )`,
];

/** The tables of the event path and of leased work. */
const plumbing: readonly string[] = [
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
  `CREATE TABLE inbox (
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_id BINARY(16) NOT NULL,
    at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (consumer, event_id),
    KEY at (at)
  )`,
  `CREATE TABLE inbox_head (
    consumer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    agg_id BINARY(16) NOT NULL,
    ver INT UNSIGNED NOT NULL,
    PRIMARY KEY (consumer, agg_type, agg_id)
  )`,
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
    for (const statement of [...plumbing, ...own].reverse())
      await runner.query(`DROP TABLE ${/^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? ""}`);
  }
}
