import type { MigrationInterface, QueryRunner } from "typeorm";

const code = (length: number): string => `VARCHAR(${String(length)}) CHARACTER SET ascii COLLATE ascii_bin`;
const text = (length: number): string => `VARCHAR(${String(length)})`;

/** National programmes with their targets, and what provinces and communes plan for a year. */
export class Programmes1796083200070 implements MigrationInterface {
  readonly name = "Programmes1796083200070";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE programme (
      id BINARY(16) NOT NULL PRIMARY KEY,
      version INT UNSIGNED NOT NULL,
      code ${code(20)} NOT NULL,
      name_vi ${text(300)} NOT NULL,
      name_en ${text(300)} NOT NULL,
      from_year INT NOT NULL,
      to_year INT NOT NULL,
      legal_source ${text(300)} NULL,
      legal_basis ${text(300)} NULL,
      targets JSON NOT NULL,
      UNIQUE KEY programme_code (code)
    )`);
    await runner.query(`CREATE TABLE programme_plan (
      id BINARY(16) NOT NULL PRIMARY KEY,
      version INT UNSIGNED NOT NULL,
      unit_id BINARY(16) NOT NULL,
      year INT NOT NULL,
      new_products INT NOT NULL,
      decision_no ${text(100)} NOT NULL,
      decided_on DATE NOT NULL,
      UNIQUE KEY programme_plan_decision (unit_id, year, decision_no),
      KEY programme_plan_year (year, id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE programme_plan");
    await runner.query("DROP TABLE programme");
  }
}
