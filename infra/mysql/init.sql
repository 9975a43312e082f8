-- What one service owns in MariaDB: its schema, its audit schema and its user. Run once for each
-- service with ${SERVICE} and ${PASSWORD} filled in; running it again changes nothing but the password.
-- The user has all rights on its schema, INSERT and SELECT on its audit schema, none elsewhere: an
-- audit entry, once written, can be neither changed nor removed by the service that wrote it. The
-- audit tables stand here because that user cannot create them.

CREATE DATABASE IF NOT EXISTS `ocop_${SERVICE}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE DATABASE IF NOT EXISTS `ocop_${SERVICE}_audit` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE USER IF NOT EXISTS `ocop_${SERVICE}`@`%` IDENTIFIED BY '${PASSWORD}';
ALTER USER `ocop_${SERVICE}`@`%` IDENTIFIED BY '${PASSWORD}';
GRANT ALL PRIVILEGES ON `ocop\_${SERVICE}`.* TO `ocop_${SERVICE}`@`%`;
GRANT INSERT, SELECT ON `ocop\_${SERVICE}\_audit`.* TO `ocop_${SERVICE}`@`%`;

-- Who did what to which object, by which right: ids, never personal values. Written in the transaction of the change.
CREATE TABLE IF NOT EXISTS `ocop_${SERVICE}_audit`.audit_entry (
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
);

-- What an older start made is brought to the same form; on a table that has it these change nothing.
ALTER TABLE `ocop_${SERVICE}_audit`.audit_entry
  MODIFY actor VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  MODIFY acted_as VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  MODIFY client VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY operation VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY object_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY outcome VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  DROP INDEX IF EXISTS object,
  ADD INDEX IF NOT EXISTS by_object (object_id, id);

-- The chain over the entries: gapless `seq`, hash = SHA-256(prev_hash ‖ canonical JSON of the entry).
CREATE TABLE IF NOT EXISTS `ocop_${SERVICE}_audit`.audit_seal (
  seq BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  entry_id BINARY(16) NOT NULL,
  prev_hash BINARY(32) NOT NULL,
  hash BINARY(32) NOT NULL,
  UNIQUE KEY entry (entry_id)
);
