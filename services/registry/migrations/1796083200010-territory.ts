import type { MigrationInterface, QueryRunner } from "typeorm";

const code = (length: number): string => `VARCHAR(${String(length)}) CHARACTER SET ascii COLLATE ascii_bin`;

const tones: Readonly<Record<string, string>> = {
  "\u0301": "'",
  "\u0300": "`",
  "\u0309": "?",
  "\u0303": "~",
  "\u0323": ".",
};

const wordsOf = (name: string): readonly string[] =>
  name
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

const tonedName = (name: string): string =>
  wordsOf(name)
    .map((word) => {
      const marks = [...word.normalize("NFD")];
      const letters = marks.filter((mark) => !(mark in tones)).join("");
      return marks.flatMap((mark) => tones[mark] ?? []).join("") + letters.normalize("NFC");
    })
    .join(" ");

const foldedName = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const up: readonly string[] = [
  `CREATE TABLE administrative_list (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    list_version ${code(20)} NOT NULL,
    replaces ${code(20)} NULL,
    valid_from DATE NULL,
    valid_to DATE NULL,
    legal_basis VARCHAR(500) NOT NULL,
    UNIQUE KEY administrative_list_version (list_version)
  )`,
  `CREATE TABLE territory_move (
    id BINARY(16) NOT NULL PRIMARY KEY,
    version INT UNSIGNED NOT NULL,
    list_version ${code(20)} NOT NULL,
    replaces ${code(20)} NOT NULL,
    stage ${code(10)} NOT NULL,
    after_key ${code(40)} NULL,
    UNIQUE KEY territory_move_list (list_version)
  )`,
  `ALTER TABLE administrative_unit
    ADD COLUMN folded_name VARCHAR(100) NOT NULL DEFAULT '',
    ADD COLUMN toned_name VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    ADD KEY administrative_unit_code (code)`,
  // Walked against its direction when it is asked what a unit was made of.
  "ALTER TABLE administrative_lineage ADD KEY administrative_lineage_new (new_list_version, new_code)",
  // What a row was issued for is not guessed for rows of before: null until a source says so.
  "ALTER TABLE producer ADD COLUMN issued_unit_id BINARY(16) NULL AFTER commune_region_id",
  "ALTER TABLE product ADD COLUMN issued_unit_id BINARY(16) NULL AFTER commune_region_id",
];

const filled = `ALTER TABLE administrative_unit
  ALTER COLUMN folded_name DROP DEFAULT, ALTER COLUMN toned_name DROP DEFAULT`;

const down: readonly string[] = [
  "ALTER TABLE product DROP COLUMN issued_unit_id",
  "ALTER TABLE producer DROP COLUMN issued_unit_id",
  "ALTER TABLE administrative_lineage DROP KEY administrative_lineage_new",
  `ALTER TABLE administrative_unit
    DROP KEY administrative_unit_code, DROP COLUMN toned_name, DROP COLUMN folded_name`,
  "DROP TABLE territory_move",
  "DROP TABLE administrative_list",
];

/** Units of one statement. */
const batch = 1_000;

/** Names as they are searched for, of the units that are there already. */
const fillNames = async (runner: QueryRunner): Promise<void> => {
  const units = (await runner.query("SELECT id, name FROM administrative_unit")) as { id: Buffer; name: string }[];
  if (units.length === 0) return;
  await runner.query(`CREATE TEMPORARY TABLE searched_name (
    id BINARY(16) NOT NULL PRIMARY KEY,
    folded_name VARCHAR(100) NOT NULL,
    toned_name VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
  )`);
  for (let from = 0; from < units.length; from += batch)
    await runner.query("INSERT INTO searched_name VALUES ?", [
      units.slice(from, from + batch).map(({ id, name }) => [id, foldedName(name), tonedName(name)]),
    ]);
  await runner.query(`UPDATE administrative_unit u JOIN searched_name s ON s.id = u.id
    SET u.folded_name = s.folded_name, u.toned_name = s.toned_name`);
  await runner.query("DROP TEMPORARY TABLE searched_name");
};

/** Published lists, names as they are searched for, lineage backwards, the unit a row was issued for, and how far rows have followed a new list. */
export class Territory1796083200010 implements MigrationInterface {
  readonly name = "Territory1796083200010";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
    await fillNames(runner);
    await runner.query(filled);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
