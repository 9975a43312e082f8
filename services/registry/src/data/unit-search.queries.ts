import { asCode, select, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { PageWish, Queries, UnitSearch } from "../domain/ports";
import { readings, type Needle } from "../domain/unit-search";
import { administrativeUnitTable } from "./administrative-unit.table";

type Sql = { readonly sql: string; readonly params: readonly unknown[] };

const joined = (parts: readonly Sql[], between: string): Sql => ({
  sql: parts.map(({ sql }) => sql).join(between),
  params: parts.flatMap(({ params }) => params),
});

/** The place of a unit by one reading, as `placeOf` has it. */
const placeBy = ({ folded, toned, kind }: Needle): Sql => {
  const tests = (name: string): readonly string[] => [
    `${name} = ?`,
    `LOCATE(?, ${name}) = 1`,
    `LOCATE(CONCAT(' ', ?, ' '), CONCAT(' ', ${name}, ' ')) > 0`,
    `LOCATE(?, ${name}) > 0`,
  ];
  const [byTone, byLetter] = [tests("u.toned_name"), tests("u.folded_name")];
  const cases = byTone.flatMap((tone, nth) => [tone, byLetter[nth] ?? ""]);
  const whens = cases.map((test, nth) => `WHEN ${test} THEN ${String(nth * readings)}`);
  const params = cases.map((_, nth) => (nth % 2 === 0 ? toned : folded));
  const last = String(cases.length * readings);
  const place: Sql = { sql: `CASE ${whens.join(" ")} ELSE ${last} END`, params };
  if (kind === null) return place;
  return { sql: `(${place.sql}) + IF(u.kind = ?, 1, 2)`, params: [...params, kind] };
};

const conditionsOf = ({ needles, listVersion, level, parentCode, provinceCode }: UnitSearch): Sql => {
  const found = joined(
    needles.map(({ folded }) => ({ sql: "LOCATE(?, u.folded_name) > 0", params: [folded] })),
    " OR ",
  );
  const equal = (name: string, value: string | null): readonly Sql[] =>
    value === null ? [] : [{ sql: `u.${name} = ?`, params: [asCode(value)] }];
  // A commune of the list with districts lies in its province through one of them.
  const inProvince: readonly Sql[] =
    provinceCode === null || listVersion === null
      ? []
      : [
          {
            sql: `(u.parent_code = ? OR u.parent_code IN (
              SELECT d.code FROM administrative_unit d WHERE d.list_version = ? AND d.parent_code = ?))`,
            params: [asCode(provinceCode), asCode(listVersion), asCode(provinceCode)],
          },
        ];
  return joined(
    [
      { sql: `(${found.sql})`, params: found.params },
      ...equal("list_version", listVersion),
      ...equal("level", level),
      ...equal("parent_code", parentCode),
      ...inProvince,
    ],
    " AND ",
  );
};

/** The units that match, with their places. */
const rankedOf = (search: UnitSearch): Sql => {
  const places = joined(search.needles.map(placeBy), ", ");
  const conditions = conditionsOf(search);
  const place = search.needles.length === 1 ? places.sql : `LEAST(${places.sql})`;
  return {
    sql: `(SELECT u.*, ${place} AS place FROM administrative_unit u WHERE ${conditions.sql}) t`,
    params: [...places.params, ...conditions.params],
  };
};

const inOrder = "t.name COLLATE utf8mb4_vietnamese_ci";

const beyond = ([place = "", name = "", id = ""]: readonly string[]): Sql => ({
  sql: `WHERE (t.place > ? OR (t.place = ? AND (${inOrder} > ? OR (${inOrder} = ? AND t.id > ?))))`,
  params: [Number(place), Number(place), name, name, toBinary(id)],
});

/** Units by name, the best matches first; pages go on behind place, name and id of the last row. */
export const unitSearchQueries = (
  manager: EntityManager,
): Pick<Queries, "foundUnits" | "foundUnitCount" | "unitsOfCode"> => ({
  foundUnits: async (search, { first, after }: PageWish) => {
    const ranked = rankedOf(search);
    const rest: Sql = after === null ? { sql: "", params: [] } : beyond(after);
    const rows = await select<AdministrativeUnit>(
      manager,
      administrativeUnitTable,
      `FROM ${ranked.sql} ${rest.sql} ORDER BY t.place, ${inOrder}, t.id LIMIT ?`,
      [...ranked.params, ...rest.params, first + 1],
    );
    return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
  },
  foundUnitCount: async (search) => {
    const { sql, params } = conditionsOf(search);
    const [row] = await manager.query<{ n: string }[]>(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM administrative_unit u WHERE ${sql} LIMIT 25001) capped`,
      [...params],
    );
    return Number(row?.n ?? 0);
  },
  unitsOfCode: (code) =>
    select(manager, administrativeUnitTable, "FROM administrative_unit t WHERE t.code = ? ORDER BY t.list_version", [
      asCode(code),
    ]),
});
