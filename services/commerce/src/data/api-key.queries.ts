import { retrying, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { KeyUse, Queries } from "../domain/ports";
import { apiKeyTable } from "./api-key.table";
import { columnsOf } from "./decode";
import { bytesOf } from "./keys";

type Reads = "apiKey" | "apiKeysOf";

/** Keys shown of one partner: the live ones, at most two, come first. */
const shown = 20;

export const apiKeyQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const key = columnsOf(manager, apiKeyTable, "k");
  return {
    apiKey: (id) => store(manager, apiKeyTable).find(id),
    apiKeysOf: async (partnerIds) => {
      const found = await manager.query<Record<string, unknown>[]>(
        `SELECT * FROM (
           SELECT ${key.list}, ROW_NUMBER() OVER (
             PARTITION BY k.partner_id ORDER BY k.revoked_at IS NOT NULL, k.expires_on DESC, k.id DESC) AS place
           FROM api_key k WHERE k.partner_id IN (?)
         ) ranked WHERE place <= ? ORDER BY k__partner_id, place`,
        [partnerIds.map(bytesOf), shown],
      );
      return found.map(key.read);
    },
  };
};

/**
 * Writes down that a key is used, beside every transaction and without a version: it is no change that anybody
 * made. Of several processes that come at once one writes.
 */
export const keyUseOf = (manager: EntityManager): KeyUse => ({
  note: async (id, at, before) => {
    await retrying(() =>
      manager.query("UPDATE api_key SET last_used_at = ? WHERE id = ? AND last_used_at <=> ?", [
        at,
        toBinary(id),
        before,
      ]),
    );
  },
});
