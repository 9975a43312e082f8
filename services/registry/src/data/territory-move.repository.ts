import {
  asCode,
  fromBinary,
  noteChange,
  type ReferenceColumn,
  rewriteReferences,
  select,
  store,
  toBinary,
} from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import type { MovingRows, Successor } from "../domain/territory-move";
import { producerTable } from "./producer.table";
import { productTable } from "./product.table";
import { territoryMoveTable } from "./territory-move.table";

/** Columns that say where a row lies and of which nobody outside keeps a copy. */
const regions: readonly ReferenceColumn[] = [
  { table: "dossier", column: "province_region_id", versioned: true },
  { table: "dossier", column: "commune_region_id", versioned: true },
  { table: "round", column: "province_region_id", versioned: true },
  { table: "assignment", column: "province_region_id", versioned: true },
  { table: "assignment", column: "commune_region_id", versioned: true },
  { table: "dossier_reading", column: "province_region_id", versioned: false },
];

type LinkRow = {
  readonly code: string;
  readonly old_id: Buffer;
  readonly new_id: Buffer;
  readonly relation: "WHOLE" | "PART";
};

const linksSql = `SELECT o.code, o.id AS old_id, n.id AS new_id, l.relation
  FROM administrative_unit o
  JOIN administrative_lineage l ON l.old_list_version = o.list_version AND l.old_code = o.code
  JOIN administrative_unit n ON n.list_version = l.new_list_version AND n.code = l.new_code`;

const successorOf = ({ old_id, new_id, relation }: LinkRow): Successor => ({
  from: fromBinary(old_id),
  to: fromBinary(new_id),
  relation,
});

/** Rows of an old list by its province, which every row has and which always moves. */
const inList = (table: string): string =>
  `FROM ${table} t JOIN administrative_unit u ON u.id = t.province_region_id AND u.list_version = ?`;

const counted = (kind: MovingRows["kind"], table: string, column: string): string =>
  `SELECT '${kind}' AS kind, u.id, COUNT(*) AS n FROM ${table} t
   JOIN administrative_unit u ON u.id = t.${column} AND u.list_version = ? GROUP BY u.id`;

const counts: readonly string[] = [
  ...(["producer", "product", "dossier", "assignment"] as const).flatMap((table) =>
    ["province_region_id", "commune_region_id"].map((column) => counted(`${table}s`, table, column)),
  ),
  counted("rounds", "round", "province_region_id"),
];

/** Rows of a list that another has replaced, and how they follow it. */
export const territoryRepository = (manager: EntityManager): Repositories["territory"] => {
  const moves = store(manager, territoryMoveTable);
  const note = (objectType: string, rows: number): void => {
    noteChange(manager, { objectType, objectId: null, objectVersion: null, rows });
  };
  return {
    moveTo: async (listVersion) => (await moves.where({ listVersion }, { lock: true, limit: 1 }))[0] ?? null,
    save: (move) => moves.save(move),
    wholeLinks: async ({ listVersion, replaces, after }, limit) => {
      const rows = await manager.query<LinkRow[]>(
        `${linksSql} WHERE o.list_version = ? AND n.list_version = ? AND l.relation = 'WHOLE' AND o.code > ?
         ORDER BY o.code LIMIT ?`,
        [asCode(replaces), asCode(listVersion), after ?? "", limit],
      );
      return rows.map((row) => ({ ...successorOf(row), code: row.code }));
    },
    successorsOf: async (ids, listVersion) => {
      if (ids.length === 0) return [];
      const rows = await manager.query<LinkRow[]>(`${linksSql} WHERE o.id IN (?) AND n.list_version = ?`, [
        ids.map(toBinary),
        asCode(listVersion),
      ]);
      return rows.map(successorOf);
    },
    rewrite: async (successors) => {
      await rewriteReferences(manager, regions, successors);
    },
    carryNumbers: async ({ listVersion, replaces }) => {
      const { affectedRows } = await manager.query<{ affectedRows: number }>(
        `INSERT INTO running_number (kind, commune_region_id, year, last)
         SELECT r.kind, n.id, r.year, MAX(r.last) FROM running_number r
         JOIN administrative_unit o ON o.id = r.commune_region_id AND o.list_version = ?
         JOIN administrative_lineage l ON l.old_list_version = o.list_version AND l.old_code = o.code
         JOIN administrative_unit n ON n.list_version = l.new_list_version AND n.code = l.new_code
           AND n.list_version = ?
         GROUP BY r.kind, n.id, r.year
         ON DUPLICATE KEY UPDATE last = GREATEST(last, VALUES(last))`,
        [asCode(replaces), asCode(listVersion)],
      );
      note("running_number", affectedRows);
    },
    producersIn: (listVersion, after, limit) =>
      select(manager, producerTable, `${inList("producer")} WHERE t.id > ? ORDER BY t.id LIMIT ? FOR UPDATE`, [
        asCode(listVersion),
        after === null ? Buffer.alloc(16) : toBinary(after),
        limit,
      ]),
    productsIn: (listVersion, after, limit) =>
      select(manager, productTable, `${inList("product")} WHERE t.id > ? ORDER BY t.id LIMIT ? FOR UPDATE`, [
        asCode(listVersion),
        after === null ? Buffer.alloc(16) : toBinary(after),
        limit,
      ]),
    isLeft: async (listVersion) => {
      const tables = ["producer", "product", "dossier", "round", "assignment"];
      const [row] = await manager.query<{ n: string | number }[]>(
        `SELECT ${tables.map((table) => `EXISTS (SELECT 1 ${inList(table)})`).join(" OR ")} AS n`,
        tables.map(() => asCode(listVersion)),
      );
      return Number(row?.n) === 1;
    },
    movingRows: async (listVersion) => {
      const rows = await manager.query<{ kind: MovingRows["kind"]; id: Buffer; n: string }[]>(
        counts.join(" UNION ALL "),
        counts.map(() => asCode(listVersion)),
      );
      return rows.map(({ kind, id, n }) => ({ kind, unitId: fromBinary(id), count: Number(n) }));
    },
    productsOf: (producerId, communeRegionId) =>
      store(manager, productTable).where(
        { producerId, communeRegionId },
        { lock: true, order: [["id", "ASC"]], limit: 10_000 },
      ),
    placeDossiers: async (productId, from, to) => {
      const { affectedRows } = await manager.query<{ affectedRows: number }>(
        `UPDATE dossier SET commune_region_id = ?, version = version + 1
         WHERE product_id = ? AND commune_region_id = ?`,
        [toBinary(to), toBinary(productId), toBinary(from)],
      );
      note("dossier", affectedRows);
    },
    placeRights: async (producerId, from, to) => {
      const { affectedRows } = await manager.query<{ affectedRows: number }>(
        `UPDATE assignment SET commune_region_id = ?, version = version + 1
         WHERE scope_type = 'PRODUCER' AND scope_id = ? AND commune_region_id = ?`,
        [toBinary(to), toBinary(producerId), toBinary(from)],
      );
      note("assignment", affectedRows);
    },
  };
};
