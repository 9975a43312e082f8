import type { Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";

/** @throws Refusal `BAD_USER_INPUT` {field: setCode} when no product set has this code */
export const checkSetCode = async (
  { reference }: Pick<Repositories, "reference">,
  setCode: string | null,
): Promise<void> => {
  if (setCode !== null && (await reference.productSet(setCode)) === null)
    refuse("BAD_USER_INPUT", { field: "setCode" });
};
