import { store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { AssignmentFilter, Queries } from "../domain/ports";
import { assignmentTable } from "./assignment.table";
import { breakGlassTable } from "./break-glass.table";
import { readingsOf } from "./reading.repository";

/** More rights than one person ever holds. */
const many = 1_000;

const filterOf = (filter: AssignmentFilter) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));

/** Rights of people and how they are lent; newest first. */
export const assignmentQueries = (
  manager: EntityManager,
): Pick<
  Queries,
  | "assignmentsOf"
  | "assignmentPage"
  | "assignmentCount"
  | "breakGlass"
  | "breakGlassPage"
  | "breakGlassCount"
  | "readingsOf"
> => {
  const assignments = store(manager, assignmentTable);
  const sessions = store(manager, breakGlassTable);
  return {
    assignmentsOf: (subject) => assignments.where({ subject }, { order: [["id", "ASC"]], limit: many }),
    assignmentPage: (filter, scope, wish) =>
      assignments.page({ filter: filterOf(filter), scope, ...wish, sort: [], direction: "DESC" }),
    assignmentCount: (filter, scope) => assignments.count({ filter: filterOf(filter), scope }),
    breakGlass: (id) => sessions.find(id),
    breakGlassPage: (scope, wish) => sessions.page({ scope, ...wish, sort: [], direction: "DESC" }),
    breakGlassCount: (scope) => sessions.count({ scope }),
    readingsOf: (subject) => readingsOf(manager, subject),
  };
};
