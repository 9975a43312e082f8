import { committedFile } from "../src/commands/reference-file";
import { readLineage, readUnits } from "../src/commands/units-file";
import { textOfKey, type AdministrativeUnit } from "../src/domain/administrative-unit";

/** The committed lists and their lineage, without a database: a unit's id is its list and code. */
export const officialUnits: readonly AdministrativeUnit[] = readUnits(committedFile("administrative-units.tsv")).map(
  (unit) => ({ ...unit, id: textOfKey(unit), version: 1 }),
);

export const officialLinks = readLineage(committedFile("administrative-lineage.tsv"), officialUnits);

export const idOf = (listVersion: string, code: string): string => textOfKey({ listVersion, code });
