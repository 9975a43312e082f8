import type { EntityManager } from "typeorm";
import type { Queries } from "../domain/ports";
import { certificateQueries } from "./certificate.queries";
import { councilQueries } from "./council.queries";
import { criteriaSetQueries } from "./criteria-set.queries";
import { evaluationQueries } from "./evaluation.queries";

/** The read side. Each method sends one statement. */
export const queriesOf = (manager: EntityManager): Queries => ({
  ...criteriaSetQueries(manager),
  ...councilQueries(manager),
  ...evaluationQueries(manager),
  ...certificateQueries(manager),
});
