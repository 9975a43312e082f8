import type { MigrationInterface, QueryRunner } from "typeorm";

const code = (length: number): string => `VARCHAR(${String(length)}) CHARACTER SET ascii COLLATE ascii_bin`;
const exact = (length: number): string => `VARCHAR(${String(length)}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
const key = "VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_vietnamese_ci";
const today = "DATE(UTC_TIMESTAMP() + INTERVAL 7 HOUR)";

const up: readonly string[] = [
  `ALTER TABLE product
    DROP COLUMN search_name,
    ADD COLUMN certificate_stars INT NULL,
    ADD COLUMN certificate_state ${code(20)} NULL,
    ADD COLUMN certificate_issued_on DATE NULL,
    ADD COLUMN certificate_expires_on DATE NULL,
    ADD KEY product_set (set_code, name_vi, id),
    ADD KEY product_stars (certificate_stars, name_vi, id),
    ADD KEY product_province_code (province_region_id, code),
    ADD KEY product_issued (certificate_issued_on, id),
    ADD KEY product_expires (certificate_expires_on, id),
    ADD KEY product_certificate (certificate_state, certificate_expires_on, certificate_issued_on,
      certificate_stars, set_code, province_region_id, commune_region_id)`,
  // The certificate that counts: the latest in force, else the latest that has begun, else the latest.
  `UPDATE product p JOIN (
     SELECT c.*, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY
       state = 'ISSUED' AND issued_on <= ${today} AND expires_on > ${today} DESC,
       issued_on <= ${today} DESC, issued_on DESC, id DESC) AS place
     FROM certificate_copy c
   ) c ON c.product_id = p.id AND c.place = 1
   SET p.certificate_stars = c.stars, p.certificate_state = c.state,
     p.certificate_issued_on = c.issued_on, p.certificate_expires_on = c.expires_on`,
  "ALTER TABLE certificate_copy DROP KEY certificate_copy_stars",
  `CREATE TABLE product_search (
    product_id BINARY(16) NOT NULL PRIMARY KEY,
    name_key ${key} NOT NULL,
    name ${exact(1_210)} NOT NULL,
    name_folded ${exact(1_210)} NOT NULL,
    elsewhere_folded ${exact(1_200)} NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NULL,
    set_code ${code(20)} NULL,
    stars INT NOT NULL,
    demonstration TINYINT NOT NULL
  )`,
  `CREATE TABLE product_word (
    gram ${exact(16)} NOT NULL,
    standing TINYINT UNSIGNED NOT NULL,
    name_key ${key} NOT NULL,
    product_id BINARY(16) NOT NULL,
    PRIMARY KEY (gram, standing, name_key, product_id)
  )`,
  `CREATE TABLE product_tally (
    level ${code(10)} NOT NULL,
    province_region_id BINARY(16) NOT NULL,
    commune_region_id BINARY(16) NOT NULL,
    set_code ${code(20)} NOT NULL,
    stars INT NOT NULL,
    demonstration TINYINT NOT NULL,
    products INT NOT NULL,
    PRIMARY KEY (level, province_region_id, commune_region_id, set_code, stars, demonstration),
    KEY product_tally_commune (commune_region_id, level)
  )`,
];

const down: readonly string[] = [
  ...["product_tally", "product_word", "product_search"].map((table) => `DROP TABLE ${table}`),
  "ALTER TABLE certificate_copy ADD KEY certificate_copy_stars (stars, state, expires_on, product_id)",
  `ALTER TABLE product
    DROP KEY product_set, DROP KEY product_stars, DROP KEY product_province_code, DROP KEY product_issued, DROP KEY product_expires,
    DROP KEY product_certificate, DROP COLUMN certificate_stars, DROP COLUMN certificate_state,
    DROP COLUMN certificate_issued_on, DROP COLUMN certificate_expires_on,
    ADD COLUMN search_name VARCHAR(601) NOT NULL DEFAULT ''`,
  "UPDATE product SET search_name = LOWER(CONCAT_WS(' ', name_vi, name_en))",
  "ALTER TABLE product ALTER COLUMN search_name DROP DEFAULT",
];

/**
 * What products are found, sorted and summed by. The tables of the search are filled by `load-reference`, which
 * runs after every migration, or by `rebuild-search`: their rule is code, and history does not depend on it.
 *
 * The column `search_name` goes in the same step: it was made of the names, and nothing was released that reads it.
 */
export class ProductSearch1796083200060 implements MigrationInterface {
  readonly name = "ProductSearch1796083200060";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
