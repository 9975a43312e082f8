import { type Facts, Refusal } from "@ocop/contracts";

/** Code and facts of the refusal an act answers with; any other end of it fails the test. */
export const refusal = (act: () => unknown): readonly [string, Facts] => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.facts];
    throw error;
  }
  throw new Error("was not refused");
};

export const refusalOf = async (act: Promise<unknown>): Promise<readonly [string, Facts]> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.facts];
    throw error;
  }
  throw new Error("was not refused");
};
