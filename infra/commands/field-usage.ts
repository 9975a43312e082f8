import { addDays, type Day } from "@ocop/contracts";
import type { Redis } from "ioredis";

/** How often a program of a client used a field of a graph, over some days. */
export type FieldUse = {
  readonly field: string;
  readonly audience: string;
  readonly client: string;
  readonly version: string;
  readonly count: number;
  readonly lastDay: Day;
};

/** Where the gateway counts: one hash a day, `audience|client|version|Type.field` → operations. */
const keyOf = (day: Day): string => `{ocop:gateway}:usage:${day}`;

const daysUntil = (today: Day, days: number): readonly Day[] =>
  Array.from({ length: days }, (_, nth) => addDays(today, -nth));

/**
 * Who used which field in the last days, most used first, today included.
 *
 * @param days how many, 100 at most: older counts are gone
 * @param field `Type.field`; null for every field
 */
export const readFieldUse = async (
  redis: Redis,
  { today, days, field }: { readonly today: Day; readonly days: number; readonly field: string | null },
): Promise<readonly FieldUse[]> => {
  const uses = new Map<string, FieldUse>();
  for (const day of daysUntil(today, days))
    for (const [entry, count] of Object.entries(await redis.hgetall(keyOf(day)))) {
      const [audience = "", client = "", version = "", coordinate = ""] = entry.split("|");
      if (field !== null && coordinate !== field) continue;
      const before = uses.get(entry);
      const sum = (before?.count ?? 0) + Number(count);
      uses.set(entry, {
        field: coordinate,
        audience,
        client,
        version,
        count: sum,
        lastDay: before?.lastDay ?? day,
      });
    }
  return [...uses.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
};

/** One line a use, in columns. */
export const fieldUseTable = (uses: readonly FieldUse[]): string => {
  const rows = [
    ["operations", "field", "graph", "client", "version", "last used"],
    ...uses.map((use) => [String(use.count), use.field, use.audience, use.client, use.version, use.lastDay]),
  ];
  const widths = (rows[0] ?? []).map((_, nth) => Math.max(...rows.map((row) => row[nth]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, nth) => cell.padEnd(widths[nth] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
