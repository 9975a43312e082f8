import type { MigrationInterface, QueryRunner } from "typeorm";

/** Copies of other services' facts, trade items, lots and units. */
const own: readonly string[] = [
  `CREATE TABLE producer_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    name VARCHAR(500) NOT NULL,
    kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    address_line VARCHAR(500) NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    province_name JSON NOT NULL,
    commune_name JSON NULL,
    demonstration TINYINT NOT NULL,
    as_of DATETIME(3) NOT NULL
  )`,
  `CREATE TABLE product_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    producer_id BINARY(16) NULL,
    code VARCHAR(40) NULL,
    name JSON NOT NULL,
    story JSON NULL,
    set_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    province_name JSON NOT NULL,
    commune_name JSON NULL,
    demonstration TINYINT NOT NULL,
    as_of DATETIME(3) NOT NULL
  )`,
  `CREATE TABLE certificate_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    product_id BINARY(16) NOT NULL,
    producer_id BINARY(16) NOT NULL,
    product_name JSON NOT NULL,
    lookup_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    certificate_no VARCHAR(100) NULL,
    stars INT NOT NULL,
    regime VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    decision_no VARCHAR(100) NOT NULL,
    decided_on DATE NULL,
    authority VARCHAR(300) NOT NULL,
    issued_on DATE NOT NULL,
    expires_on DATE NOT NULL,
    state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    revoked_on DATE NULL,
    revocation_ground VARCHAR(300) NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    demonstration TINYINT NOT NULL,
    as_of DATETIME(3) NOT NULL,
    KEY certificate_copy_lookup (lookup_code),
    KEY certificate_copy_product (product_id),
    KEY certificate_copy_producer (producer_id)
  )`,
  `CREATE TABLE listing_copy (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    sale_point_id BINARY(16) NOT NULL,
    sale_point_name JSON NOT NULL,
    sale_point_address VARCHAR(500) NOT NULL,
    product_id BINARY(16) NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    withdrawn_because VARCHAR(300) NULL,
    commune_region_id BINARY(16) NOT NULL,
    demonstration TINYINT NOT NULL,
    as_of DATETIME(3) NOT NULL,
    KEY listing_copy_product (product_id, state, id)
  )`,
  `CREATE TABLE register_word (
    word VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    owner_id BINARY(16) NOT NULL,
    PRIMARY KEY (word, owner_id),
    KEY register_word_owner (owner_id)
  )`,
  `CREATE TABLE trade_item (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    product_id BINARY(16) NOT NULL,
    producer_id BINARY(16) NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    own_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    gtin14 VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NULL,
    pack_name VARCHAR(100) NULL,
    brand VARCHAR(100) NULL,
    picture JSON NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    registered_at DATETIME(3) NOT NULL,
    UNIQUE KEY trade_item_own_code (own_code),
    UNIQUE KEY trade_item_gtin (gtin14),
    KEY trade_item_product (product_id, state, id)
  )`,
  `CREATE TABLE item_picture (
    item_id BINARY(16) NOT NULL PRIMARY KEY,
    sha256 VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    bytes MEDIUMBLOB NOT NULL
  )`,
  `CREATE TABLE lot (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    item_id BINARY(16) NOT NULL,
    product_id BINARY(16) NOT NULL,
    producer_id BINARY(16) NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    lot_no VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    produced_on DATE NULL,
    packed_on DATE NULL,
    best_before DATE NULL,
    expires_on DATE NULL,
    quantity DECIMAL(15,3) NULL,
    unit_of_measure VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
    origin_country VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
    origin_place VARCHAR(200) NULL,
    standards JSON NOT NULL,
    stages JSON NOT NULL,
    created_at DATETIME(3) NOT NULL,
    published_at DATETIME(3) NULL,
    withdrawn_at DATETIME(3) NULL,
    withdrawn_because VARCHAR(300) NULL,
    UNIQUE KEY lot_number (item_id, lot_no),
    KEY lot_item (item_id, id),
    KEY lot_product (product_id, id),
    KEY lot_producer (producer_id, id)
  )`,
  `CREATE TABLE unit (
    id BINARY(16) NOT NULL PRIMARY KEY,
    item_id BINARY(16) NOT NULL,
    lot_id BINARY(16) NULL,
    batch_id BINARY(16) NOT NULL,
    serial VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    issued_at DATETIME(3) NOT NULL,
    printed_at DATETIME(3) NULL,
    activated_at DATETIME(3) NULL,
    voided_at DATETIME(3) NULL,
    UNIQUE KEY unit_serial (item_id, serial),
    KEY unit_lot (lot_id, id)
  )`,
];

/** The tables of the event path and of leased work, as service-kit describes them. */
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

const tableOf = (statement: string): string => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? "";

export class Initial1795219200000 implements MigrationInterface {
  readonly name = "Initial1795219200000";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...own, ...plumbing]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [...plumbing, ...own].reverse()) await runner.query(`DROP TABLE ${tableOf(statement)}`);
  }
}
