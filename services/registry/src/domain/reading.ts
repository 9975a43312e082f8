import type { readerRoles, selfScoreRules } from "@ocop/contracts";

type ReaderRole = (typeof readerRoles)[number];

/**
 * That a council's evaluation opens one dossier to its seats: a copy fed by events of evaluation. The id is
 * the aggregate's there.
 */
export type DossierReading = {
  readonly id: string;
  readonly version: number;
  readonly evaluationId: string;
  readonly dossierId: string;
  readonly councilId: string;
  readonly provinceRegionId: string;
  readonly released: boolean;
  /** when a scoring member sees what the producer claims */
  readonly advanceSelfScore: (typeof selfScoreRules)[number];
};

/** One seat of that council. A person may hold two. */
export type DossierReader = {
  /** id of the {@link DossierReading} */
  readonly readingId: string;
  readonly subject: string;
  readonly role: ReaderRole;
  readonly scoring: boolean;
  readonly sheetIn: boolean;
  readonly conflicted: boolean;
};

/** What one person may read because of one seat: a fact of the viewer, loaded once a request. */
export type Reading = Pick<DossierReading, "dossierId" | "evaluationId" | "released" | "advanceSelfScore"> &
  Pick<DossierReader, "role" | "scoring" | "sheetIn" | "conflicted"> & {
    /** whose dossier it is; null where this service knows of no such dossier */
    readonly producerId: string | null;
  };

/** The evaluations in which the person has an open conflict: no seat in them opens anything. */
const conflictsOf = (readings: readonly Reading[]): ReadonlySet<string> =>
  new Set(readings.filter(({ conflicted }) => conflicted).map(({ evaluationId }) => evaluationId));

const opened = (readings: readonly Reading[]): readonly Reading[] => {
  const conflicts = conflictsOf(readings);
  return readings.filter(({ released, evaluationId }) => released && !conflicts.has(evaluationId));
};

const isLeading = ({ role }: Reading): boolean => role === "CHAIR" || role === "SECRETARY";

/**
 * Chair and secretary lead the meeting and see it from release. Whoever scores sees it as the rules of the
 * council say, by default once the own sheet is in, so that the claim does not guide the score. Who neither
 * leads nor scores has no sheet to wait for and sees it only where the rules give it to all from release.
 */
const seesSelfScore = (reading: Reading): boolean => {
  if (isLeading(reading)) return true;
  const { scoring, sheetIn, advanceSelfScore } = reading;
  switch (advanceSelfScore) {
    case "FROM_RELEASE":
      return true;
    case "AFTER_OWN_SHEET":
      return scoring && sheetIn;
    case "NEVER":
      return false;
  }
};

const dossiersOf = (readings: readonly Reading[]): readonly string[] => [
  ...new Set(readings.map(({ dossierId }) => dossierId)),
];

/** Ids of the dossiers that a council gave the person to read: released, and without an open conflict. */
export const readableDossiers = (readings: readonly Reading[]): readonly string[] => dossiersOf(opened(readings));

/** Ids of those among them whose self-assessment the person may see, too. */
export const selfScoredDossiers = (readings: readonly Reading[]): readonly string[] =>
  dossiersOf(opened(readings).filter(seesSelfScore));

/** Ids of the producers whose people chair and secretary have to reach: they invite them to the meeting. */
export const ledProducers = (readings: readonly Reading[]): readonly string[] => [
  ...new Set(
    opened(readings)
      .filter(isLeading)
      .flatMap(({ producerId }) => (producerId === null ? [] : [producerId])),
  ),
];
