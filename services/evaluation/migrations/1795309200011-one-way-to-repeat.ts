import type { MigrationInterface, QueryRunner } from "typeorm";

const up: readonly string[] = [
  "ALTER TABLE score_sheet DROP COLUMN idempotency_key",
  "ALTER TABLE certificate DROP COLUMN idempotency_key",
  "ALTER TABLE revocation DROP COLUMN request_key, DROP COLUMN confirm_key",
];

const down: readonly string[] = [
  `ALTER TABLE revocation
    ADD COLUMN request_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER requested_at,
    ADD COLUMN confirm_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER confirmed_at`,
  "ALTER TABLE certificate ADD COLUMN idempotency_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL",
  `ALTER TABLE score_sheet
    ADD COLUMN idempotency_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER total`,
];

/** Repeated requests are known by the table `idempotency` alone: no business row keeps a client's key. */
export class OneWayToRepeat1795309200011 implements MigrationInterface {
  readonly name = "OneWayToRepeat1795309200011";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
