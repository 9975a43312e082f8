import { store } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Repositories } from "../domain/ports";
import { assignmentTable } from "./assignment.table";

/** More rights than one person is ever given. */
const many = 10_000;

export const assignmentRepository = (manager: EntityManager): Repositories["assignments"] => {
  const assignments = store(manager, assignmentTable);
  return {
    ...assignments,
    ofHolder: async (subject) => {
      await manager.query(
        "INSERT INTO assignment_holder (subject) VALUES (?) ON DUPLICATE KEY UPDATE subject = assignment_holder.subject",
        [subject],
      );
      return assignments.where({ subject }, { limit: many });
    },
  };
};
