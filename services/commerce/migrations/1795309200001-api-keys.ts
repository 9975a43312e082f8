import type { MigrationInterface, QueryRunner } from "typeorm";

/** Client credentials of partners. */
export class ApiKeys1795309200001 implements MigrationInterface {
  readonly name = "ApiKeys1795309200001";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE api_key (
      id BINARY(16) NOT NULL PRIMARY KEY,
      version INT UNSIGNED NOT NULL,
      partner_id BINARY(16) NOT NULL,
      secret_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      scopes JSON NOT NULL,
      plan VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      created_at DATETIME(3) NOT NULL,
      expires_on DATE NOT NULL,
      revoked_at DATETIME(3) NULL,
      last_used_at DATETIME(3) NULL,
      INDEX api_key_partner (partner_id, revoked_at, expires_on)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE api_key");
  }
}
