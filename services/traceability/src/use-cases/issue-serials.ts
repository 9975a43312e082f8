import { serialLength, type Unit } from "../domain/unit";
import type { WorkState } from "../domain/ports";
import type { Deps } from "./deps";

/** Serials issued in one step of the job: one transaction, a moment long. */
export const serialsAtOnce = 1_000;

/**
 * The next serials of an order. Its rows and how far the order has come are committed together, so that
 * a process that dies leaves no serial twice and none out.
 *
 * @returns how many of the order are issued after this step
 */
export async function issueSerials(
  { repositories, now, newId, newCode }: Pick<Deps, "repositories" | "now" | "newId" | "newCode">,
  { id, input, done }: Pick<WorkState, "id" | "input" | "done">,
): Promise<number> {
  const next = Math.min(serialsAtOnce, input.count - done);
  const units = Array.from({ length: next }, (): Unit => ({
    id: newId(),
    itemId: input.itemId,
    lotId: input.lotId,
    batchId: id,
    serial: newCode(serialLength),
    state: "ISSUED",
    issuedAt: now(),
    printedAt: null,
    activatedAt: null,
    voidedAt: null,
  }));
  await repositories.units.add(units);
  return done + next;
}
