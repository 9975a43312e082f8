import type { EntitySchema } from "typeorm";
import { certificateTable, decisionTable, recognitionTable, revocationTable } from "./certificate.table";
import { holidayTable, producerCopyTable, productCopyTable } from "./copies.table";
import { councilRulesTable, councilTable, seatTable } from "./council.table";
import { criteriaSetTable, criteriaTreeTable } from "./criteria-set.table";
import { evaluationTable, readingTable, scoreSheetTable, scoringRoundTable } from "./evaluation.table";

/** Every table of evaluation that has a domain type; those of the event path stand beside them. */
export const tables: readonly EntitySchema[] = [
  criteriaSetTable,
  criteriaTreeTable,
  councilRulesTable,
  councilTable,
  seatTable,
  evaluationTable,
  scoringRoundTable,
  scoreSheetTable,
  readingTable,
  decisionTable,
  certificateTable,
  revocationTable,
  recognitionTable,
  productCopyTable,
  producerCopyTable,
  holidayTable,
] as readonly EntitySchema[];
