/**
 * The tables of the event path and of leased work. Each service has its own copy of them in its own
 * schema: its first migration repeats these statements as text, and later changes are migrations of
 * their own. No table is ever read by another service.
 *
 * Keys are UUIDv7 in BINARY(16), made before the transaction. Times of leases and plumbing are the
 * database's own clock (UTC); `due.due_at` alone is the platform's.
 */
export const plumbing: readonly string[] = [
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
  // What a repeated request is answered with, kept 72 hours: the scope is a hash of subject, operation and
  // key; sealed are a hash of the arguments and what the use case returned.
  `CREATE TABLE idempotency (
    scope BINARY(32) NOT NULL PRIMARY KEY,
    sealed LONGBLOB NULL,
    at DATETIME(3) NOT NULL,
    KEY at (at)
  )`,
  // Small and hot: entries of the audit schema that carry no seal yet, written together with them.
  `CREATE TABLE audit_pending (
    entry_id BINARY(16) NOT NULL PRIMARY KEY,
    at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
  )`,
  // The key that sealed fields of one row are sealed with, itself sealed under the service's key. Destroying
  // it erases them, in every copy of the row.
  `CREATE TABLE field_key (
    row_id BINARY(16) NOT NULL PRIMARY KEY,
    sealed_key VARBINARY(100) NULL,
    destroyed_at DATETIME(3) NULL
  )`,
];

/** The names of the tables above: what a test empties and what a drift check leaves alone. */
export const plumbingTables = (): readonly string[] =>
  plumbing.map((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? "");
