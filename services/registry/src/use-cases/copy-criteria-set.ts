import type { CriteriaSetCopy } from "../domain/self-assessment";
import type { Deps } from "./deps";

/** Keeps what self-assessments are checked against. */
export const copyCriteriaSet = ({ repositories }: Pick<Deps, "repositories">, copy: CriteriaSetCopy): Promise<void> =>
  repositories.criteriaSets.put(copy);
