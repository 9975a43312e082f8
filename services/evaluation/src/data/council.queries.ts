import { fromBinary, select, store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import { scores, type Seat } from "../domain/council";
import type { CouncilSettings } from "../domain/council-rules";
import type { Queries } from "../domain/ports";
import { councilRulesTable, councilTable, seatTable } from "./council.table";

type Reads = "heldSeats" | "councilRules" | "councilRulesOf" | "councils" | "councilPage" | "councilCount" | "seatsOf";

/** Councils have at most fifty seats. */
const seatsEach = 50;

type HeldRow = {
  readonly id: Buffer;
  readonly council_id: Buffer;
  readonly agency: string;
  readonly role: Seat["role"];
  readonly subject: string;
  readonly display_name: string;
  readonly also_member: number;
  readonly settings: string;
};

const heldSeat = (row: HeldRow) => {
  const seat: Seat = {
    id: fromBinary(row.id),
    version: 1,
    councilId: fromBinary(row.council_id),
    agency: row.agency,
    role: row.role,
    subject: row.subject,
    displayName: row.display_name,
    alsoMember: row.also_member === 1,
  };
  const settings = JSON.parse(row.settings) as CouncilSettings;
  return { councilId: seat.councilId, role: seat.role, scoring: scores(seat, settings) };
};

export const councilQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const rules = store(manager, councilRulesTable);
  const councils = store(manager, councilTable);
  const seats = store(manager, seatTable);
  return {
    heldSeats: async (subject, day) => {
      const rows = await manager.query<HeldRow[]>(
        `SELECT s.id, s.council_id, s.agency, s.role, s.subject, s.display_name, s.also_member, c.settings
         FROM seat s JOIN council c ON c.id = s.council_id
         WHERE s.subject = ? AND c.term_from <= ? AND c.term_until > ? LIMIT 100`,
        [subject, day, day],
      );
      return rows.map(heldSeat);
    },
    councilRules: (provinceCode) =>
      provinceCode === null
        ? select(manager, councilRulesTable, "FROM council_rules t ORDER BY t.level, t.rule_key LIMIT 100", [])
        : select(
            manager,
            councilRulesTable,
            "FROM council_rules t WHERE t.province_code = ? OR t.level = 'DEFAULT' ORDER BY t.level, t.rule_key LIMIT 100",
            [provinceCode],
          ),
    councilRulesOf: (ids) => rules.where({ id: ids }, { limit: ids.length }),
    councils: (ids, scope) => councils.where({ id: ids }, { scope, limit: ids.length }),
    councilPage: (scope, wish) => councils.page({ scope, sort: ["termFrom"], direction: "DESC", ...wish }),
    councilCount: (scope) => councils.count({ scope }),
    seatsOf: (councilIds) =>
      seats.where({ councilId: councilIds }, { order: [["id", "ASC"]], limit: councilIds.length * seatsEach }),
  };
};
