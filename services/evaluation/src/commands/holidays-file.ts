import { isDay } from "@ocop/contracts";
import { DamagedFile, parseTable } from "@ocop/service-kit";
import { z } from "zod";
import type { Holiday } from "../domain/working-days";

const shape = z.object({
  day: z.string().refine(isDay, "is not a day YYYY-MM-DD"),
  name: z.string().min(1),
  source: z.string().min(1),
});

/** Reads the holidays. @throws DamagedFile naming line and reason */
export const readHolidays = (file: string, text: string): readonly Omit<Holiday, "id" | "version">[] => {
  const seen = new Set<string>();
  return parseTable(file, text, shape).map(({ row, line }) => {
    if (seen.has(row.day)) throw new DamagedFile(file, `line ${String(line)}`, `day: ${row.day} stands twice`);
    seen.add(row.day);
    return row;
  });
};
