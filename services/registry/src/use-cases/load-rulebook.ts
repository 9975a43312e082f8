import type { Rulebook } from "../domain/dossier";
import type { FormCode, FormDefinition } from "../domain/dossier-form";
import type { Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";

const formOf = (forms: readonly FormDefinition[], code: FormCode): FormDefinition => {
  const form = forms.find((one) => one.code === code);
  if (form === undefined) throw new Error(`the reference data holds no ${code}`);
  return form;
};

/**
 * What dossiers of a product set are checked against today.
 *
 * @throws Refusal `CRITERIA_SET_UNKNOWN` {setCode} until evaluation has published the set
 */
export const loadRulebook = async (
  { reference, criteriaSets }: Pick<Repositories, "reference" | "criteriaSets">,
  setCode: string,
): Promise<Rulebook> => {
  const productSet = (await reference.productSet(setCode)) ?? refuse("CRITERIA_SET_UNKNOWN", { setCode });
  const { regime } = productSet;
  const forms = await reference.forms(regime);
  return {
    form01: formOf(forms, "FORM_01"),
    form02: formOf(forms, "FORM_02"),
    evidenceKinds: await reference.evidenceKinds(regime),
    productSet,
    criteriaSet: (await criteriaSets.ofCode(regime, setCode)) ?? refuse("CRITERIA_SET_UNKNOWN", { setCode }),
  };
};
