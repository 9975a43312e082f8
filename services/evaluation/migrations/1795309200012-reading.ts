import type { MigrationInterface, QueryRunner } from "typeorm";

/** Tables that keep settings of councils, each with the settings as they were on their day. */
const holders = ["council_rules", "council", "scoring_round"] as const;

const up: readonly string[] = [
  "CREATE TABLE reading (id BINARY(16) NOT NULL PRIMARY KEY, version INT UNSIGNED NOT NULL)",
  // Dossiers that a council holds already: they are told of by republish, and end with the council's term.
  "INSERT INTO reading (id, version) SELECT id, 1 FROM evaluation WHERE council_id IS NOT NULL",
  // 00:00 in Asia/Ho_Chi_Minh, which is UTC+7 all year.
  `INSERT INTO due (kind, due_key, due_at, payload)
   SELECT 'reading.end', e.id, TIMESTAMP(c.term_until) - INTERVAL 7 HOUR, 'null'
   FROM evaluation e JOIN council c ON c.id = e.council_id`,
  ...holders.map(
    (table) => `UPDATE ${table} SET settings = JSON_SET(settings, '$.advanceSelfScore', 'AFTER_OWN_SHEET')`,
  ),
];

const down: readonly string[] = [
  ...holders.map((table) => `UPDATE ${table} SET settings = JSON_REMOVE(settings, '$.advanceSelfScore')`),
  "DELETE FROM due WHERE kind = 'reading.end'",
  "DROP TABLE reading",
];

/** Who may read a released dossier, told to the other services. */
export class Reading1795309200012 implements MigrationInterface {
  readonly name = "Reading1795309200012";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
