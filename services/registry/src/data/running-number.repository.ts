import { toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";

/**
 * Running numbers of communes, one counter for each kind, commune and year. Taking a number locks its
 * counter until the transaction ends: two parallel requests wait for each other and never share one.
 */
export const runningNumbers = (manager: EntityManager): Repositories["numbers"] => ({
  next: async (kind, communeRegionId, year) => {
    const key = [kind, toBinary(communeRegionId), year];
    await manager.query(
      `INSERT INTO running_number (kind, commune_region_id, year, last) VALUES (?, ?, ?, 1)
       ON DUPLICATE KEY UPDATE last = last + 1`,
      key,
    );
    const [row] = await manager.query<{ last: number }[]>(
      "SELECT last FROM running_number WHERE kind = ? AND commune_region_id = ? AND year = ?",
      key,
    );
    if (row === undefined) throw new Error("a counter that was just written is gone");
    return row.last;
  },
});
