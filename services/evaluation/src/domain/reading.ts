import { type Day, isWithin } from "@ocop/contracts";
import { type Council, type Seat, scores } from "./council";

/**
 * The list of those who may read one dossier because a council evaluates it. Its version counts the changes of
 * that list and not the steps of the evaluation: a sheet that is handed in changes the one and not the other.
 */
export type Reading = {
  /** id of the evaluation */
  readonly id: string;
  readonly version: number;
};

/** One seat of the council, as far as reading goes. Nothing of a sheet but that it is in. */
export type Reader = Pick<Seat, "subject" | "role"> & {
  readonly scoring: boolean;
  /** the own sheet of the running scoring round, or of one that is closed, is handed in */
  readonly sheetIn: boolean;
  /** an open conflict of interest; none are held yet */
  readonly conflicted: boolean;
};

/**
 * Who reads on that day: every seat while the council's term covers it, nobody afterwards.
 *
 * @param handedIn ids of the seats whose sheets are in
 */
export const readersOf = (
  { termFrom, termUntil, settings }: Pick<Council, "termFrom" | "termUntil" | "settings">,
  seats: readonly Seat[],
  handedIn: ReadonlySet<string>,
  today: Day,
): readonly Reader[] =>
  isWithin(today, termFrom, termUntil)
    ? seats.map((seat) => ({
        subject: seat.subject,
        role: seat.role,
        scoring: scores(seat, settings),
        sheetIn: handedIn.has(seat.id),
        conflicted: false,
      }))
    : [];
