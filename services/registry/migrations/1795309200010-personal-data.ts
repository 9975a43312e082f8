import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Phone, identification number and account number of a producer's people, sealed, in a table of their own;
 * the tombstone of erased people; sealed contents of snapshots.
 *
 * The plain column `phone` goes in the same step, and nothing plain is taken over: nothing was released that
 * could hold any. After a release these would be two migrations, the second of which drops the column.
 */
export class PersonalData1795309200010 implements MigrationInterface {
  readonly name = "PersonalData1795309200010";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE producer_personal (
      producer_id BINARY(16) NOT NULL PRIMARY KEY,
      phone VARBINARY(100) NULL,
      national_id VARBINARY(100) NULL,
      bank_account VARBINARY(100) NULL
    )`);
    await runner.query("ALTER TABLE producer DROP COLUMN phone, ADD COLUMN personal_data_erased_at DATETIME(3) NULL");
    await runner.query("ALTER TABLE dossier_snapshot MODIFY COLUMN content LONGBLOB NOT NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE dossier_snapshot MODIFY COLUMN content LONGTEXT NOT NULL");
    await runner.query("ALTER TABLE producer DROP COLUMN personal_data_erased_at, ADD COLUMN phone VARCHAR(40) NULL");
    await runner.query("DROP TABLE producer_personal");
  }
}
