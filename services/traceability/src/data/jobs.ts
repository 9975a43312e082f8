import { enqueueJob, isId, jobById } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Work, WorkState } from "../domain/ports";

/** Asks for long work in the transaction of the request. @returns the id of the job */
export const enqueueWork = (manager: EntityManager, { kind, input }: Work, requestedBy: string): Promise<string> =>
  enqueueJob(manager, { service: "traceability", kind, input, requestedBy });

/** A job of this kind by its id; null when there is none. */
export const workById = async (manager: EntityManager, kind: Work["kind"], id: string): Promise<WorkState | null> => {
  const job = isId(id) ? await jobById(manager, id) : null;
  if (job?.kind !== kind) return null;
  return {
    id: job.id,
    input: job.input as Work["input"],
    state: job.state,
    done: job.done,
    requestedAt: job.createdAt,
  };
};
