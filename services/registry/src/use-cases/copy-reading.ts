import type { DossierReader, DossierReading } from "../domain/reading";
import type { Deps } from "./deps";

/** Keeps who may read a dossier because a council evaluates it. */
export const copyReading = (
  { repositories }: Pick<Deps, "repositories">,
  reading: DossierReading,
  readers: readonly DossierReader[],
): Promise<void> => repositories.readings.put(reading, readers);
