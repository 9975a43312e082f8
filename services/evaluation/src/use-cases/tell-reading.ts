import { type Day, dayOf, type EventBody } from "@ocop/contracts";
import type { Council, Seat } from "../domain/council";
import type { Evaluation } from "../domain/evaluation";
import { readersOf } from "../domain/reading";
import { refuse } from "../domain/refusals";
import type { Deps } from "./deps";

/** All that others may know of who reads a released dossier. Of a sheet it says that it is in, and no more. */
export const readingBody = (
  { id: evaluationId, dossierId, provinceRegionId }: Evaluation,
  council: Council,
  seats: readonly Seat[],
  handedIn: ReadonlySet<string>,
  today: Day,
): EventBody<"evaluation.reading.changed"> => ({
  dossierId,
  evaluationId,
  councilId: council.id,
  provinceRegionId,
  released: true,
  advanceSelfScore: council.settings.advanceSelfScore,
  readers: [...readersOf(council, seats, handedIn, today)],
});

/** Tells the platform who may read the dossier now. The evaluation is locked and in the hands of a council. */
export const tellReading = async (
  { repositories, publish, now }: Pick<Deps, "repositories" | "publish" | "now">,
  evaluation: Evaluation,
): Promise<void> => {
  const { id, councilId, provinceRegionId: regionId } = evaluation;
  const council = (councilId && (await repositories.councils.find(councilId))) || refuse("NOT_FOUND");
  const seats = await repositories.councils.seats(council.id);
  const handedIn = new Set(await repositories.sheets.seatsIn(id));
  const reading = await repositories.readings.save((await repositories.readings.find(id)) ?? { id, version: 0 });
  const body = readingBody(evaluation, council, seats, handedIn, dayOf(now()));
  await publish("evaluation.reading.changed", reading, body, { regionId });
};
