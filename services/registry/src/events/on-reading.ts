import type { Event } from "@ocop/contracts";
import type { DossierReader } from "../domain/reading";
import { copyReading } from "../use-cases/copy-reading";
import type { Deps } from "../use-cases/deps";

type Reader = Omit<DossierReader, "readingId">;

/** One row for a seat: named twice, it is in conflict when either is, and waits for its sheet when either does. */
const merged = (one: Reader, other: Reader): Reader => ({
  ...one,
  scoring: one.scoring || other.scoring,
  sheetIn: one.sheetIn && other.sheetIn,
  conflicted: one.conflicted || other.conflicted,
});

export const onReading = (
  deps: Deps,
  event: Event<"evaluation.reading.changed" | "evaluation.reading.stated">,
): Promise<void> => {
  const { aggregateId: id, version, body } = event;
  const { readers, dossierId, evaluationId, councilId, provinceRegionId, released, advanceSelfScore } = body;
  const seats = new Map<string, Reader>();
  for (const reader of readers) {
    const key = `${reader.role} ${reader.subject}`;
    const known = seats.get(key);
    seats.set(key, known ? merged(known, reader) : reader);
  }
  return copyReading(
    deps,
    { id, version, dossierId, evaluationId, councilId, provinceRegionId, released, advanceSelfScore },
    [...seats.values()].map((reader) => ({ ...reader, readingId: id })),
  );
};
