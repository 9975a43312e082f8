import type { MigrationInterface, QueryRunner } from "typeorm";

/** Copies of criteria sets tell the points from which stars are given; those of before are told them again by evaluation. */
export class StarBands1796083200080 implements MigrationInterface {
  readonly name = "StarBands1796083200080";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE criteria_set_copy ADD COLUMN bands JSON NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE criteria_set_copy DROP COLUMN bands");
  }
}
