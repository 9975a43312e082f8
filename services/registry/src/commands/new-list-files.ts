import { isDay } from "@ocop/contracts";
import { absentWhenEmpty, parseJson, parseTable, type ReadFile } from "@ocop/service-kit";
import { z } from "zod";
import type { NewList } from "../domain/new-list";

/** The files of a new list, in a folder of their own. */
export const newListFiles = { list: "list.json", units: "units.tsv", lineage: "lineage.tsv" } as const;

const levels = { province: "PROVINCE", district: "DISTRICT", commune: "COMMUNE" } as const;
const version = z.string().regex(/^[\x21-\x7e]{1,20}$/, "is not a list version");
const code = z.string().regex(/^\d{2,5}$/, "is not a code of 2 to 5 digits");
const count = z.int().min(0).optional();

const listShape = z.strictObject({
  listVersion: version,
  replaces: version,
  validFrom: z.string().refine(isDay, "is not a day"),
  legalBasis: z.string().min(1).max(500),
  counts: z.strictObject({ PROVINCE: count, DISTRICT: count, COMMUNE: count }),
});

const unitShape = z.strictObject({
  listVersion: version,
  code,
  level: z.enum(["province", "district", "commune"]).transform((level) => levels[level]),
  kind: z.enum(["tỉnh", "thành phố", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu"]),
  name: z.string().min(1).max(100),
  nameEn: absentWhenEmpty(z.string().max(100)),
  parentCode: absentWhenEmpty(code),
  // Days are those of the list; the columns may stand, as in the committed file.
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
});

const linkShape = z.strictObject({
  oldListVersion: version,
  oldCode: code,
  newListVersion: version,
  newCode: code,
  relation: z.enum(["whole", "part"]).transform((relation) => (relation === "whole" ? "WHOLE" : "PART")),
});

/**
 * A new list with its lineage, in the columns of the committed files.
 *
 * @throws DamagedFile with file, line and reason for what is no list, unit or link at all; whether they make sense
 *   together is {@link problemsOf}'s to say
 */
export const readNewList = (readFile: ReadFile): NewList => {
  const { counts, ...list } = parseJson(newListFiles.list, readFile(newListFiles.list), listShape);
  const units = parseTable(newListFiles.units, readFile(newListFiles.units), unitShape).map(
    ({ row: { validFrom: _from, validTo: _to, ...unit } }) => unit,
  );
  const links = parseTable(newListFiles.lineage, readFile(newListFiles.lineage), linkShape).map(({ row }) => row);
  const known = Object.entries(counts).flatMap(([level, n]) => (n === undefined ? [] : [[level, n] as const]));
  return { list: { ...list, counts: Object.fromEntries(known) }, units, links };
};
