import type { Event } from "@ocop/contracts";
import type { Deps } from "../use-cases/deps";
import { openEvaluation } from "../use-cases/open-evaluation";

export const onDossierAccepted = async (
  deps: Deps,
  { aggregateId: dossierId, body }: Event<"registry.dossier.accepted">,
): Promise<void> => {
  await openEvaluation(deps, { ...body, dossierId, acceptedAt: new Date(body.acceptedAt) });
};
