import { startOf } from "@ocop/contracts";
import { refuse } from "../domain/refusals";
import { permit } from "../domain/rights";
import type { Deps } from "./deps";
import { tellReading } from "./tell-reading";

/** The clock reached 00:00 of the day on which the council's term is over: its seats read nothing from now on. */
export async function endReading(deps: Deps, evaluationId: string): Promise<void> {
  const { repositories, schedule, viewer, now } = deps;
  const evaluation = await repositories.evaluations.lock(evaluationId);
  permit(["actor.clock"], [], viewer, evaluation, now());
  const { councilId } = evaluation;
  const council = (councilId && (await repositories.councils.find(councilId))) || refuse("NOT_FOUND");
  const at = startOf(council.termUntil);
  if (now() < at) return schedule({ kind: "reading.end", key: evaluation.id, at });
  await tellReading(deps, evaluation);
}
